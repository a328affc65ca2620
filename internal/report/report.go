// Package report words findings as diagnostics. A message says, in this order, what is
// accessed and how, what it conflicts with, why both can run at the same time, and what
// is missing. The table of wordings, a row for each kind of evidence, is in message.go, what
// only one row needs in special.go, the words for threads in threads.go, the names of locks
// in locks.go, the words for the steps of a path in trace.go.
//
// A message names the other access itself: drivers drop or scatter related positions. The
// words do not depend on what the analyzer calls things, since their readers do not know it.
package report

import (
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/ledger"
)

// Diagnostic returns the diagnostic of a finding.
func Diagnostic(fset *token.FileSet, f conflict.Finding) analysis.Diagnostic {
	w := writer{fset: fset, at: fset.Position(f.At)}
	d := analysis.Diagnostic{
		Pos:      f.At,
		Category: string(f.Category),
		Message:  w.message(&f) + w.alike(f),
	}
	if !f.Self {
		d.Related = []analysis.RelatedInformation{{
			Pos:     f.Other.Pos.At(),
			Message: "conflicting " + f.Other.Op.Noun(),
		}}
	}
	for _, g := range f.Alike {
		if !f.ByTest {
			d.Related = append(d.Related, analysis.RelatedInformation{
				Pos:     g.At,
				Message: finding.Also(g.Access.Op.Phrase()+" "+mapName(g.Access), string(g.Category)),
			})
		}
	}
	return d
}

// Silent returns a diagnostic which says why a pair of accesses is none.
func Silent(fset *token.FileSet, a, b effect.ScopedAccess, why ledger.Rule) analysis.Diagnostic {
	w := writer{fset: fset, at: fset.Position(a.Pos.At())}
	return analysis.Diagnostic{
		Pos:      a.Pos.At(),
		Category: "explain",
		Message: fmt.Sprintf("silent: %s %s and %s %s: %s",
			a.Op.Phrase(), a.Expr, b.Op.Noun(), w.place(b.Pos), why),
	}
}

// Doubtful returns a diagnostic which says what raises a doubt about a finding.
func Doubtful(fset *token.FileSet, f conflict.Finding, d doubt.Doubt) analysis.Diagnostic {
	return analysis.Diagnostic{
		Pos:      f.At,
		Category: "explain",
		Message:  fmt.Sprintf("doubt: %s %s: %s (%s)", f.Access.Op.Phrase(), f.Access.Expr, d.Reason(), d),
	}
}

// writer prints positions relative to the one that is reported.
type writer struct {
	fset *token.FileSet
	at   token.Position
}

// maxListed bounds how many of the other findings of a cause a message lists.
const maxListed = 6

// alike lists the other findings of the same cause.
func (w writer) alike(f conflict.Finding) string {
	n := len(f.Alike)
	switch {
	case n == 0:
		return ""
	case f.ByTest:
		return fmt.Sprintf(", as in %s of the tests", more(n, "place"))
	}
	list := make([]string, 0, maxListed)
	for _, g := range named(f) {
		if len(list) == maxListed {
			break
		}
		list = append(list, mapName(g.Access)+" "+w.position(g.At))
	}
	text := fmt.Sprintf("; and %d more: %s", n, strings.Join(list, ", "))
	if n > len(list) {
		text += " …"
	}
	return text
}

// named returns the other findings of a cause, those first that name another map.
func named(f conflict.Finding) []conflict.Finding {
	seen := map[string]bool{mapName(f.Access): true}
	var first, rest []conflict.Finding
	for _, g := range f.Alike {
		if name := mapName(g.Access); !seen[name] {
			seen[name] = true
			first = append(first, g)
		} else {
			rest = append(rest, g)
		}
	}
	return append(first, rest...)
}

// more returns "1 more thing" or "2 more things".
func more(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d more %s", n, thing)
}

// mapName prints a map as the source writes it, and its variable where that is
// another name.
func mapName(it effect.ScopedAccess) string {
	name := tail(it.Place)
	if it.Field != "" {
		name = it.Field[strings.LastIndexByte(it.Field, '.')+1:]
	}
	if name == "" || strings.Contains(it.Expr, name) {
		return it.Expr
	}
	return it.Expr + " (" + name + ")"
}

// place prints a position: "on line 7" in the same file, "at f.go:7" elsewhere.
func (w writer) place(p effect.Pos) string {
	if p.Text != "" {
		return "at " + p.Text
	}
	return w.position(p.At())
}

// position is place in this package.
func (w writer) position(p token.Pos) string {
	pos := w.fset.Position(p)
	if pos.Filename == w.at.Filename {
		return fmt.Sprintf("on line %d", pos.Line)
	}
	return fmt.Sprintf("at %s:%d", filepath.Base(pos.Filename), pos.Line)
}
