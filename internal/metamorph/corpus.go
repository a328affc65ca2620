// Package metamorph tests that the analyzer judges what a program does, not how it
// is written: it rewrites packages in ways that preserve their behaviour and compares
// the findings before and after. The idea is metamorphic testing (Chen, Cheung, Yiu,
// 1998); the transformations are the refactorings that programmers apply every day.
//
// The package holds the corpus, the rewriting of source text and one file for each
// family of transformations. No part of the analyzer belongs here.
package metamorph

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/casetest"
)

// A Corpus is a set of packages in one tree, each with its types and with what the
// analyzer says of it.
type Corpus struct {
	root     string
	analyzer *analysis.Analyzer
	std      types.Importer
	packages map[string]*Package
	facts    map[factKey]analysis.Fact
}

type factKey struct {
	of   any // a types.Object or a *types.Package
	kind string
}

// A Package is a package of the corpus, or a rewritten form of one.
type Package struct {
	Path  string
	Fset  *token.FileSet
	Files []*ast.File
	Info  *types.Info
	Types *types.Package

	sources  []source // of Files, in their order
	findings []Finding
}

// A source is the text of a file.
type source struct {
	name string
	text []byte
}

// NewCorpus returns the corpus of the packages below root, whose import paths are
// their paths below it. All others that they import come from std.
func NewCorpus(root string, a *analysis.Analyzer, std types.Importer) *Corpus {
	return &Corpus{
		root:     root,
		analyzer: a,
		std:      std,
		packages: map[string]*Package{},
		facts:    map[factKey]analysis.Fact{},
	}
}

// Import returns the types of a package: it implements types.Importer.
func (c *Corpus) Import(path string) (*types.Package, error) {
	if info, err := os.Stat(filepath.Join(c.root, path)); err == nil && info.IsDir() {
		p, err := c.Load(path)
		if err != nil {
			return nil, err
		}
		return p.Types, nil
	}
	return c.std.Import(path)
}

// Load returns a package of the corpus, analyzed.
func (c *Corpus) Load(path string) (*Package, error) {
	if p := c.packages[path]; p != nil {
		return p, nil
	}
	names, err := filepath.Glob(filepath.Join(c.root, path, "*.go"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no Go files in %s", path)
	}
	var sources []source
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sources = append(sources, source{name, text})
	}
	p, err := c.check(path, sources)
	if err != nil {
		return nil, err
	}
	if p.findings, err = c.analyze(p); err != nil {
		return nil, err
	}
	c.packages[path] = p
	return p, nil
}

// check parses and type-checks a package. What is declared or imported and not used is
// no error here: transformations leave such things behind.
func (c *Corpus) check(path string, sources []source) (*Package, error) {
	p := &Package{Path: path, Fset: token.NewFileSet(), sources: sources, Info: casetest.NewInfo()}
	for _, s := range sources {
		f, err := parser.ParseFile(p.Fset, s.name, s.text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.Files = append(p.Files, f)
	}
	var failed error
	conf := types.Config{Importer: c, GoVersion: "go1.25", Sizes: types.SizesFor("gc", "amd64"), Error: func(err error) {
		if failed == nil && !strings.Contains(err.Error(), "and not used") {
			failed = err
		}
	}}
	p.Types, _ = conf.Check(path, p.Fset, p.Files, p.Info)
	return p, failed
}

// A Finding is a diagnostic as far as transformations preserve it: the lines of its
// accesses in the files that were there first, the reported one before others.
type Finding struct {
	Category string
	Lines    []string
	Message  string
}

// analyze runs the analyzer over a package.
func (c *Corpus) analyze(p *Package) ([]Finding, error) {
	var found []Finding
	pass := &analysis.Pass{
		Analyzer: c.analyzer, Fset: p.Fset, Files: p.Files, Pkg: p.Types, TypesInfo: p.Info,
		TypesSizes: types.SizesFor("gc", "amd64"),
		ReadFile:   p.readFile,
		Report: func(d analysis.Diagnostic) {
			f := Finding{Category: d.Category, Lines: []string{p.line(d.Pos)}, Message: d.Message}
			for _, r := range d.Related {
				f.Lines = append(f.Lines, p.line(r.Pos))
			}
			found = append(found, f)
		},
		ImportObjectFact:  func(obj types.Object, f analysis.Fact) bool { return c.recall(obj, f) },
		ImportPackageFact: func(pkg *types.Package, f analysis.Fact) bool { return c.recall(pkg, f) },
		ExportObjectFact:  func(obj types.Object, f analysis.Fact) { c.facts[keyOf(obj, f)] = f },
		ExportPackageFact: func(f analysis.Fact) { c.facts[keyOf(p.Types, f)] = f },
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
	if err := casetest.Require(pass); err != nil {
		return nil, err
	}
	_, err := c.analyzer.Run(pass)
	return found, err
}

func keyOf(of any, f analysis.Fact) factKey { return factKey{of, fmt.Sprintf("%T", f)} }

// recall copies a fact that was exported, through its encoding as drivers do.
func (c *Corpus) recall(of any, into analysis.Fact) bool {
	f := c.facts[keyOf(of, into)]
	if f == nil {
		return false
	}
	data, err := f.(interface{ GobEncode() ([]byte, error) }).GobEncode()
	if err != nil {
		return false
	}
	return into.(interface{ GobDecode([]byte) error }).GobDecode(data) == nil
}

// readFile returns the text of a file of the package.
func (p *Package) readFile(name string) ([]byte, error) {
	for _, s := range p.sources {
		if s.name == name {
			return bytes.Clone(s.text), nil
		}
	}
	return nil, os.ErrNotExist
}

// line returns the file and line of a position, as the source says: a rewritten file
// names the place that each of its parts came from.
func (p *Package) line(pos token.Pos) string {
	at := p.Fset.Position(pos)
	return filepath.Base(at.Filename) + ":" + strconv.Itoa(at.Line)
}

// String prints a finding for a failing test.
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s (%s)", strings.Join(f.Lines, ", "), f.Message, f.Category)
}

// Compare returns the findings of each list that the other one lacks. Two findings are
// the same if they share the line of an access: which of two accesses is reported may
// depend on their order.
func Compare(before, after []Finding) (gone, added []Finding) {
	lacks := func(list []Finding) func(Finding) bool {
		return func(f Finding) bool { return !slices.ContainsFunc(list, f.meets) }
	}
	return filter(before, lacks(after)), filter(after, lacks(before))
}

// meets reports whether two findings share the line of an access.
func (f Finding) meets(g Finding) bool {
	return slices.ContainsFunc(f.Lines, func(line string) bool { return slices.Contains(g.Lines, line) })
}

func filter[T any](list []T, keep func(T) bool) (out []T) {
	for _, x := range list {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}
