// Package finding holds what the command knows of a finding: the diagnostic in
// the words of go vet, its order, its fingerprint, and the lines of the source
// that it speaks of. The finding as the analyzer knows it is in package conflict.
package finding

import (
	"cmp"
	"strconv"
	"strings"
)

// A Finding is a diagnostic of a package.
type Finding struct {
	Package string
	Diagnostic
}

// A Diagnostic has the JSON schema of go vet, and the field trace.
type Diagnostic struct {
	Category       string    `json:"category,omitempty"`
	Posn           string    `json:"posn"`
	End            string    `json:"end"`
	Message        string    `json:"message"`
	SuggestedFixes []Fix     `json:"suggested_fixes,omitempty"`
	Related        []Related `json:"related,omitempty"`
	// Scope is [ModuleScope] if only the packages of the module together show the finding.
	Scope string `json:"scope,omitempty"`
	// Trace has the paths to the access and, unless it is the same, to the other one. In the
	// output of go vet their steps are related places: see [Diagnostic.SplitTrace].
	Trace []Path `json:"trace,omitempty"`
}

// ModuleScope marks a finding that no package shows by itself.
const ModuleScope = "module"

// A Related is a second place of a diagnostic.
type Related struct {
	Posn    string `json:"posn"`
	End     string `json:"end"`
	Message string `json:"message"`
}

// A Fix is a change of the source that is applied as a whole.
type Fix struct {
	Message string `json:"message"`
	Edits   []Edit `json:"edits"`
}

// An Edit replaces the bytes of a file from Start to End.
type Edit struct {
	Filename string `json:"filename"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
	New      string `json:"new"`
}

// Compare orders findings by file, line, column and message.
func Compare(a, b Finding) int {
	p, q := ParsePosition(a.Posn), ParsePosition(b.Posn)
	return cmp.Or(
		cmp.Compare(p.File, q.File),
		cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Column, q.Column),
		cmp.Compare(a.Message, b.Message),
	)
}

// MapFiles replaces the names of the files of a diagnostic by what f returns
// for them.
func (d *Diagnostic) MapFiles(f func(string) string) {
	posn := func(s *string) {
		p := ParsePosition(*s)
		*s = f(p.File) + (*s)[len(p.File):]
	}
	posn(&d.Posn)
	posn(&d.End)
	for i := range d.Related {
		posn(&d.Related[i].Posn)
		posn(&d.Related[i].End)
	}
	for _, path := range d.Trace {
		for i := range path {
			posn(&path[i].Posn)
			posn(&path[i].End)
		}
	}
	for _, fix := range d.SuggestedFixes {
		for i := range fix.Edits {
			fix.Edits[i].Filename = f(fix.Edits[i].Filename)
		}
	}
}

// A Position is a place in a file; line and column, in bytes, are 0 if not
// known.
type Position struct {
	File         string
	Line, Column int
}

// ParsePosition parses "file:line:column", "file:line" or "file".
func ParsePosition(s string) Position {
	p := Position{File: s}
	for p.Column == 0 {
		i := strings.LastIndexByte(p.File, ':')
		if i < 0 {
			break
		}
		n, err := strconv.Atoi(p.File[i+1:])
		if err != nil {
			break
		}
		p.File, p.Line, p.Column = p.File[:i], n, p.Line
	}
	return p
}

// also begins the message of a related place that is another access of the same cause.
const also = "also "

// Also returns the message of a related place that is another access of the same cause,
// which would be a finding of that category by itself.
func Also(what, category string) string { return also + what + " (" + category + ")" }

// Sites returns the finding and the other accesses of its cause, each as a finding by
// itself.
func (f Finding) Sites() []Finding {
	out := []Finding{f}
	for _, r := range f.Related {
		what, ok := strings.CutPrefix(r.Message, also)
		i := strings.LastIndex(what, " (")
		if !ok || i < 0 {
			continue
		}
		category := strings.TrimSuffix(what[i+len(" ("):], ")")
		out = append(out, Finding{Package: f.Package, Diagnostic: Diagnostic{Category: category, Posn: r.Posn, End: r.End, Message: what[:i]}})
	}
	return out
}
