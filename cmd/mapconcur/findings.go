package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/finding"
)

// A stream collects the output of go vet: JSON objects, one for each package
// that was analyzed, and messages for people.
type stream struct {
	objects  []packages
	messages []string
}

// A packages maps the ID of a package and the name of an analyzer to a list
// of diagnostics or to an error.
type packages map[string]map[string]json.RawMessage

// read splits output by its lines: an object stands between a line that
// begins with a brace and a line that is a closing one. The messages about a
// package are kept together below their "# path" line.
func (s *stream) read(output []byte) {
	var block, object strings.Builder
	flush := func() {
		if text := strings.TrimSpace(block.String()); text != "" && !isHeader(text) {
			s.messages = append(s.messages, text)
		}
		block.Reset()
	}
	for line := range strings.Lines(string(output)) {
		if object.Len() > 0 || strings.HasPrefix(line, "{") {
			object.WriteString(line)
			if end := strings.TrimSpace(line); end == "{}" || line[0] == '}' {
				if !s.decode(object.String()) {
					block.WriteString(object.String())
				}
				object.Reset()
			}
			continue
		}
		if strings.HasPrefix(line, "# ") {
			flush()
		}
		block.WriteString(line)
	}
	block.WriteString(object.String())
	flush()
}

// decode adds the object in text, if it is one of those looked for: with -x,
// as GOFLAGS may have it, go vet prints others.
func (s *stream) decode(text string) bool {
	var p packages
	if json.Unmarshal([]byte(text), &p) != nil {
		return false
	}
	s.objects = append(s.objects, p)
	return true
}

// isHeader reports whether text is a "# path" line without a message.
func isHeader(text string) bool {
	return strings.HasPrefix(text, "# ") && !strings.Contains(text, "\n")
}

// add adds what the analyzer says of the packages in ids, each of which is
// analyzed once, while go vet may print it with its tests and without.
func (r *result) add(analyzer string, ids map[string]unit, objects []packages) error {
	for _, object := range objects {
		for id, analyzers := range object {
			u, wanted := ids[id]
			if !wanted || analyzers[analyzer] == nil {
				continue
			}
			if err := r.addPackage(u, analyzers[analyzer]); err != nil {
				return fmt.Errorf("output of go vet: %s: %w", u.path, err)
			}
		}
	}
	slices.SortFunc(r.findings, finding.Compare)
	r.findings = slices.CompactFunc(r.findings, func(a, b finding.Finding) bool {
		return finding.Compare(a, b) == 0
	})
	return nil
}

// addPackage adds what the analyzer says of one package: a list of
// diagnostics, or the error that it stopped with.
func (r *result) addPackage(u unit, data json.RawMessage) error {
	var failure struct{ Error string }
	if json.Unmarshal(data, &failure) == nil {
		r.failed = true
		r.messages = append(r.messages, "mapconcur: "+u.path+": "+failure.Error)
		return nil
	}
	var list []finding.Diagnostic
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	for _, d := range list {
		if d.Category == analyzer.InventoryCategory {
			if err := r.addInventory(u, d.Message); err != nil {
				return err
			}
			continue
		}
		if d.Category == analyzer.RulesCategory {
			if err := r.addRules(d.Message); err != nil {
				return err
			}
			continue
		}
		d.MapFiles(u.here)
		r.findings = append(r.findings, finding.Finding{Package: u.path, Diagnostic: d})
	}
	return nil
}

// here returns the name that a file of the package has in this checkout. With
// -trimpath, go vet answers with what its cache knows of the same package in
// another one.
func (u unit) here(file string) string {
	name := filepath.Join(u.dir, filepath.Base(file))
	if filepath.Dir(file) == u.dir {
		return file
	}
	if _, err := os.Stat(name); err != nil {
		return file
	}
	return name
}
