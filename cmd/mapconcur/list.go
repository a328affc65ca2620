package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/origin"
)

// A listing is the packages that the patterns on the command line match.
type listing struct {
	patterns []string        // for go vet
	ids      map[string]unit // by the ID of a package or a test package
	foreign  bool            // some package is not the user's own
	asked    []string        // the patterns on the command line
	modules  []goModule      // of the packages
	messages []string        // for the user
	failed   bool
}

// A unit is a package or a test package, which go vet analyzes in one call of the tool.
type unit struct{ path, dir string }

// A listedPackage is the output of go list for one package.
type listedPackage struct {
	ImportPath   string
	Dir          string
	Standard     bool
	Module       *goModule
	Incomplete   bool // the package or a dependency cannot be loaded
	TestGoFiles  []string
	XTestGoFiles []string
	Error        *packageError
	DepsErrors   []*packageError
}

// A goModule is one that has packages of the listing.
type goModule struct{ Path, Version, Dir string }

// isForeign reports whether the package is not the user's own.
func (p *listedPackage) isForeign() bool {
	if p.Standard || p.Module == nil {
		return p.Standard
	}
	return origin.Of(p.Module.Path, p.Module.Version, p.Dir, "") != origin.Own
}

// A packageError says why a package cannot be loaded.
type packageError struct{ Pos, Err string }

func (e *packageError) String() string {
	if e.Pos == "" {
		return e.Err
	}
	return e.Pos + ": " + e.Err
}

// list asks go list for the packages before go vet runs, since go vet analyzes nothing if
// one of them cannot be loaded.
func (c *command) list(ctx context.Context) (*listing, error) {
	args := []string{"list", "-e", "-json=ImportPath,Dir,Standard,Module,Incomplete,TestGoFiles,XTestGoFiles,Error,DepsErrors"}
	args = append(args, c.build...)
	stdout, stderr, err := c.runGo(ctx, append(args, c.patterns...), nil)
	if err != nil {
		if len(stderr) > 0 {
			err = errors.New(strings.TrimSpace(string(stderr)))
		}
		return nil, err
	}
	l := &listing{ids: make(map[string]unit), asked: c.patterns}
	l.warn(string(stderr))
	if err := l.read(stdout); err != nil {
		return nil, err
	}
	if len(l.ids) == 0 && len(l.messages) == 0 {
		return nil, errors.New("no packages to analyze")
	}
	if len(l.patterns) > 0 && !l.failed {
		l.patterns = c.patterns
	}
	return l, nil
}

// read adds the packages in data, a sequence of JSON objects.
func (l *listing) read(data []byte) error {
	for dec := json.NewDecoder(bytes.NewReader(data)); ; {
		var p listedPackage
		if err := dec.Decode(&p); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("output of go list: %w", err)
		}
		l.add(&p)
	}
}

// add adds p, or the messages why p cannot be analyzed.
func (l *listing) add(p *listedPackage) {
	if p.Incomplete {
		l.failed = true
		if p.Error != nil {
			l.messages = append(l.messages, p.Error.String())
		}
		for _, e := range p.DepsErrors {
			l.messages = append(l.messages, e.String())
		}
		return
	}
	l.patterns = append(l.patterns, p.ImportPath)
	if p.Module != nil && !slices.Contains(l.modules, *p.Module) {
		l.modules = append(l.modules, *p.Module)
	}
	l.foreign = l.foreign || p.isForeign()
	// Go vet analyzes a package together with its tests.
	if len(p.TestGoFiles) > 0 {
		l.ids[testID(p.ImportPath)] = unit{p.ImportPath, p.Dir}
	} else {
		l.ids[p.ImportPath] = unit{p.ImportPath, p.Dir}
	}
	if len(p.XTestGoFiles) > 0 {
		path := p.ImportPath + "_test"
		l.ids[testID(path)] = unit{path, p.Dir}
	}
}

// warn adds the messages of go list. A pattern without a match is a warning of go list, but
// a failure here: otherwise the run would look like one without findings.
func (l *listing) warn(stderr string) {
	for line := range strings.Lines(stderr) {
		l.messages = append(l.messages, strings.TrimSuffix(line, "\n"))
		l.failed = l.failed || strings.Contains(line, "matched no packages")
	}
}
