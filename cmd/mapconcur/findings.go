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

// A stream collects the output of go vet: a JSON object for each package that was analyzed,
// and messages for the user.
type stream struct {
	objects  []packages
	messages []string
}

// A packages maps the ID of a package and the name of an analyzer to a list of diagnostics
// or to an error.
type packages map[string]map[string]json.RawMessage

// read splits output by its lines. An object begins with a line that starts with a brace
// and ends with a line that is a closing brace. The messages about a package stay together,
// below their "# path" line.
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

// decode adds the object in text and reports whether it has the expected form. With -x,
// which GOFLAGS may contain, go vet prints other objects too.
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

// add adds the findings in the packages in ids. Go vet may print a package both with its
// tests and without: ids has one of the two.
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

// addPackage adds the analyzer's answer for one package: a list of diagnostics, or an error.
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
		if d.Category == analyzer.LinkCategory {
			r.addRecord(u, d.Message)
			continue
		}
		if d.Category == analyzer.RulesCategory {
			if err := r.addRules(d.Message); err != nil {
				return err
			}
			continue
		}
		d.SplitTrace()
		d.MapFiles(u.localName)
		r.findings = append(r.findings, finding.Finding{Package: u.path, Diagnostic: d})
	}
	return nil
}

// localName returns the name of a file of the package in this checkout. With -trimpath, go
// vet may answer from its cache with the names of the same package in another checkout.
func (u unit) localName(file string) string {
	name := filepath.Join(u.dir, filepath.Base(file))
	if filepath.Dir(file) == u.dir {
		return file
	}
	if _, err := os.Stat(name); err != nil {
		return file
	}
	return name
}
