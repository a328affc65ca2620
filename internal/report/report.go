// Package report words findings as diagnostics. A message says, in this order, what is
// accessed and how, what it conflicts with, why both can run at the same time, and what
// is missing. The kinds of findings, a function each, are in message.go, the names of
// locks in locks.go.
//
// A message begins with a phrase that is stable for its category, since users
// of golangci-lint can only exclude by text. It names the other access itself:
// drivers drop or scatter related positions.
package report

import (
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/conflict"
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
		Message:  w.message(f) + w.alike(f),
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

// Silent returns a diagnostic which says why a pair is not reported, and what it would be
// without the vetoes.
func Silent(fset *token.FileSet, f conflict.Finding, vetoes []ledger.Rule) analysis.Diagnostic {
	rules := make([]string, len(vetoes))
	for i, v := range vetoes {
		rules[i] = string(v)
	}
	w := writer{fset: fset, at: fset.Position(f.Access.Pos.At())}
	return analysis.Diagnostic{
		Pos:      f.Access.Pos.At(),
		Category: "explain",
		Message: fmt.Sprintf("silent: %s %s and %s %s: %s (else %s)",
			f.Access.Op.Phrase(), f.Access.Expr, f.Other.Op.Noun(), w.place(f.Other.Pos), strings.Join(rules, "; "), w.ground(f)),
	}
}

// Evident returns a diagnostic which says what a finding rests on and what raises a doubt
// about it.
func Evident(fset *token.FileSet, f conflict.Finding) analysis.Diagnostic {
	w := writer{fset: fset, at: fset.Position(f.At)}
	return analysis.Diagnostic{
		Pos:      f.At,
		Category: "explain",
		Message:  fmt.Sprintf("finding: %s %s: %s", f.Access.Op.Phrase(), f.Access.Expr, w.ground(f)),
	}
}

// ground says how certain a finding is, because of which evidence and doubts.
func (w writer) ground(f conflict.Finding) string {
	text := fmt.Sprintf("%s by %s", f.Certainty(), f.Kind)
	for i, d := range f.Doubts {
		text += []string{" less ", ", "}[min(i, 1)] + fmt.Sprintf("%s (%s; %s without it)", d.Name, d.Reason, f.CertaintyWithout(d))
	}
	return text
}

// writer prints positions relative to the one that is reported.
type writer struct {
	fset *token.FileSet
	at   token.Position
}

// maxListed bounds how many of the other findings of a cause a message lists.
const maxListed = 6

// alike lists the other findings of the same cause, each map once for each line.
func (w writer) alike(f conflict.Finding) string {
	if f.ByTest && len(f.Alike) > 0 {
		return fmt.Sprintf(", as in %s of the tests", more(len(f.Alike), "place"))
	}
	first, rest := w.named(f)
	list := append(first, rest...)
	if len(list) == 0 {
		return ""
	}
	text := fmt.Sprintf("; and %d more: %s", len(list), strings.Join(list[:min(len(list), maxListed)], ", "))
	if len(list) > maxListed {
		text += " …"
	}
	return text
}

// named returns the other findings of a cause as a map and its position: those that are the
// first to name another map, and the rest.
func (w writer) named(f conflict.Finding) (first, rest []string) {
	name := mapName(f.Access)
	names, seen := map[string]bool{name: true}, map[string]bool{name + " " + w.position(f.At): true}
	for _, g := range f.Alike {
		name := mapName(g.Access)
		at := name + " " + w.position(g.At)
		switch {
		case seen[at]:
		case !names[name]:
			first = append(first, at)
		default:
			rest = append(rest, at)
		}
		names[name], seen[at] = true, true
	}
	return first, rest
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

// thread names the goroutine and where it starts.
func (w writer) thread(t *effect.Thread) string {
	if t == nil {
		return ""
	}
	return fmt.Sprintf(" (%s started %s)", t.Name, w.place(t.Pos))
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
