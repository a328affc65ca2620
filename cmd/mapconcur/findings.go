package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A finding is a diagnostic of a package.
type finding struct {
	pkg string
	diagnostic
}

// A diagnostic has the JSON schema of go vet.
type diagnostic struct {
	Category       string          `json:"category,omitempty"`
	Posn           string          `json:"posn"`
	End            string          `json:"end"`
	Message        string          `json:"message"`
	SuggestedFixes json.RawMessage `json:"suggested_fixes,omitempty"`
	Related        []related       `json:"related,omitempty"`
}

// A related is a second place of a diagnostic.
type related struct {
	Posn    string `json:"posn"`
	End     string `json:"end"`
	Message string `json:"message"`
}

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
func (r *result) add(analyzer string, ids map[string]string, objects []packages) error {
	for _, object := range objects {
		for id, analyzers := range object {
			pkg, wanted := ids[id]
			if !wanted || analyzers[analyzer] == nil {
				continue
			}
			if err := r.addPackage(pkg, analyzers[analyzer]); err != nil {
				return fmt.Errorf("output of go vet: %s: %w", pkg, err)
			}
		}
	}
	slices.SortFunc(r.findings, compareFindings)
	r.findings = slices.CompactFunc(r.findings, func(a, b finding) bool {
		return compareFindings(a, b) == 0
	})
	return nil
}

// addPackage adds what the analyzer says of one package: a list of
// diagnostics, or the error that it stopped with.
func (r *result) addPackage(pkg string, data json.RawMessage) error {
	var failure struct{ Error string }
	if json.Unmarshal(data, &failure) == nil {
		r.failed = true
		r.messages = append(r.messages, "mapconcur: "+pkg+": "+failure.Error)
		return nil
	}
	var list []diagnostic
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	for _, d := range list {
		r.findings = append(r.findings, finding{pkg, d})
	}
	return nil
}

// compareFindings orders findings by file, line, column and message.
func compareFindings(a, b finding) int {
	p, q := parsePosition(a.Posn), parsePosition(b.Posn)
	return cmp.Or(
		cmp.Compare(p.file, q.file),
		cmp.Compare(p.line, q.line),
		cmp.Compare(p.column, q.column),
		cmp.Compare(a.Message, b.Message),
	)
}

// A position is a place in a file; line and column are 0 if not known.
type position struct {
	file         string
	line, column int
}

// parsePosition parses "file:line:column", "file:line" or "file".
func parsePosition(s string) position {
	p := position{file: s}
	for p.column == 0 {
		rest, number, ok := cutLast(p.file, ":")
		n, err := strconv.Atoi(number)
		if !ok || err != nil {
			break
		}
		p.file, p.line, p.column = rest, n, p.line
	}
	return p
}

// cutLast slices s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
