// Package report words findings as diagnostics: what is done to which map, what
// it conflicts with and where, which goroutine is the reason, which lock is
// missing.
//
// A message begins with a phrase that is stable for its category, since users
// of golangci-lint can only exclude by text. It names the other access itself:
// drivers drop or scatter related positions.
package report

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Diagnostic returns the diagnostic of a finding.
func Diagnostic(fset *token.FileSet, f conflict.Finding) analysis.Diagnostic {
	w := writer{fset: fset, at: fset.Position(f.At)}
	d := analysis.Diagnostic{
		Pos:      f.At,
		Category: string(f.Category),
		Message:  w.message(f),
	}
	if !f.Self {
		d.Related = []analysis.RelatedInformation{{
			Pos:     f.Other.Pos.At(),
			Message: "conflicting " + f.Other.Op.Noun(),
		}}
	}
	return d
}

// Silent returns a diagnostic which says why a pair of accesses is none.
func Silent(fset *token.FileSet, a, b summary.Item, why conflict.Rule) analysis.Diagnostic {
	w := writer{fset: fset, at: fset.Position(a.Pos.At())}
	return analysis.Diagnostic{
		Pos:      a.Pos.At(),
		Category: "explain",
		Message: fmt.Sprintf("silent: %s %s and %s %s: %s",
			a.Op.Phrase(), a.Expr, b.Op.Noun(), w.place(b.Pos), why),
	}
}

// Doubtful returns a diagnostic which says what raises a doubt about a finding.
func Doubtful(fset *token.FileSet, f conflict.Finding, d conflict.Doubt) analysis.Diagnostic {
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

func (w writer) message(f conflict.Finding) string {
	if f.Category == conflict.MapInternals {
		return f.Internal.What + " relies on how the runtime lays out maps, which changed in Go 1.24; use " + f.Internal.Instead
	}
	what := f.Access.Op.Phrase() + " " + mapName(f.Access)
	if f.Category == conflict.MixedAtomic {
		what = "plain " + what
	}
	if f.Category == conflict.SharedCopy && f.Access.ByCopy {
		what += ", which a copy shares,"
	}
	if f.Access.Pos.Text != "" {
		what = "call leads to a " + what + " at " + f.Access.Pos.Text
		if len(f.Guards) == 0 {
			what += ", which"
		}
	}
	if f.Category == conflict.LockLeak {
		returned := "is returned"
		if f.Copied {
			returned = "is returned within a copy of its struct"
		}
		if f.Within {
			returned = "is returned with the element that has it"
		}
		return fmt.Sprintf("%s, guarded by %s, %s: the caller has the map itself, which the %s %s changes",
			mapName(f.Access), lockName(f.Access, f.Lock), returned, f.Other.Op.Noun(), w.place(f.Other.Pos))
	}
	if f.Frozen != nil {
		return w.frozen(f, what)
	}
	if f.Category == conflict.LostUpdate {
		return w.lostUpdate(f, what)
	}
	if f.Category == conflict.RangeMutate {
		return w.rangeMutate(f, what)
	}
	if f.Stripe {
		return fmt.Sprintf("%s under one of several locks, %s: the %s %s may hold another one",
			what, lockName(f.Access, f.Lock), f.Other.Op.Noun(), w.place(f.Other.Pos))
	}
	if f.Indirect {
		what = "call leads to a " + what + " " + w.place(f.Access.Pos)
	}
	if f.Stated.IsValid() {
		return w.stated(what, f)
	}
	if len(f.Guards) > 0 && f.Category != conflict.RLockWrite {
		return what + " without " + lockName(f.Access, f.Lock) + ", which guards it " + w.guards(f)
	}
	if f.Category == conflict.RLockWrite {
		return fmt.Sprintf("%s while %s is only read-locked; another reader may run too%s",
			what, lockName(f.Access, readLock(f.Access)), w.thread(f.Thread))
	}
	if f.Self && f.Access.OnDemand && f.Thread == nil {
		return fmt.Sprintf("%s is not synchronized: the map is filled when it is needed, on the goroutine of whoever calls %s", what, f.Access.Func)
	}
	if f.Beside {
		return fmt.Sprintf("%s without %s, which guards all other maps of the struct; the %s %s may run too",
			what, lockName(f.Access, f.Lock), f.Other.Op.Noun(), w.place(f.Other.Pos))
	}
	if f.Cloned {
		return fmt.Sprintf("%s is not cloned by %s, which clones other maps: the copy has the map itself, which the %s %s changes",
			mapName(f.Access), f.Access.Func, f.Other.Op.Noun(), w.place(f.Other.Pos))
	}
	if f.Sent {
		return what + " changes the headers of other requests too, which have the same map and may be on their way"
	}
	if f.Self && f.Access.Claimed && f.Thread == nil && f.Access.Place.Kind == place.Global {
		return what + " changes the map of a package variable, which everybody else has too"
	}
	if f.Self && f.Access.Claimed && f.Thread == nil {
		return what + " changes the map of the original too: whoever has that has the same map"
	}
	if f.Self {
		return fmt.Sprintf("%s is not synchronized with the same %s in other goroutines%s",
			what, f.Access.Op.Noun(), w.thread(f.Thread))
	}
	holds := ""
	if f.Locked {
		holds = ", which holds " + lockName(f.Other, f.Lock)
	}
	if f.ByTest && f.Indirect {
		what += ", which"
	}
	return fmt.Sprintf("%s is not synchronized with the %s %s%s%s",
		what, noun(f.Other), w.place(f.Other.Pos), holds, w.thread(f.Thread)) + alike(f)
}

// rangeMutate words an insertion into the map that a loop ranges over, with what
// the language promises.
func (w writer) rangeMutate(f conflict.Finding, what string) string {
	if f.Indirect {
		what = "call leads to a " + what + " " + w.place(f.Access.Pos) + ", which"
	}
	return what + " inserts while the loop " + w.place(f.Other.Pos) + " ranges over it; an entry added during iteration may be produced or skipped"
}

// frozen words a change in place of a map that others have too.
func (w writer) frozen(f conflict.Finding, what string) string {
	if f.Indirect {
		what = "call leads to a " + what + " " + w.place(f.Access.Pos)
	}
	if f.Frozen.Thread != nil {
		return what + " on a goroutine that may outlive the handler: whoever called that has the same map of the " + f.Frozen.Source + w.thread(f.Frozen.Thread)
	}
	if f.Frozen.Late {
		return fmt.Sprintf("%s after the %s %s, by which others can have it", what, f.Frozen.Source, w.position(f.Frozen.From))
	}
	return fmt.Sprintf("%s in place: others get the same map from the %s that it was taken from %s", what, f.Frozen.Source, w.position(f.Frozen.From))
}

// noun returns an access as a noun.
func noun(it summary.Item) string {
	if it.Word == summary.AtomicWord {
		return "atomic " + it.Op.Noun()
	}
	return it.Op.Noun()
}

// stated says that a statement of the source is broken.
func (w writer) stated(what string, f conflict.Finding) string {
	lock, by := lockName(f.Access, f.Lock), "which guards it by the statement "+w.position(f.Stated)
	if f.Category == conflict.RLockWrite {
		return what + " while " + lock + ", " + by + ", is only read-locked"
	}
	return what + " without " + lock + ", " + by
}

// lostUpdate words a store that overwrites what it has not seen.
func (w writer) lostUpdate(f conflict.Finding, what string) string {
	why := "may replace what others have stored since the look-up"
	if f.Computed {
		why = "may lose updates since the look-up"
	}
	between := ""
	if f.Locked {
		between = ": " + lockName(f.Access, f.Lock) + " is given up in between and the key is not looked up again"
	}
	return fmt.Sprintf("%s %s %s%s", what, why, w.place(f.Other.Pos), between)
}

// alike says how often tests do the same.
func alike(f conflict.Finding) string {
	switch n := len(f.Alike); n {
	case 0:
		return ""
	case 1:
		return ", as in 1 more place of the tests"
	default:
		return fmt.Sprintf(", as in %d more places of the tests", n)
	}
}

// guards says where the guard of a map is held.
func (w writer) guards(f conflict.Finding) string {
	s := w.position(f.Other.Pos.At())
	if n := len(f.Guards) - 1; n == 1 {
		s += " and in 1 more place"
	} else if n > 1 {
		s += fmt.Sprintf(" and in %d more places", n)
	}
	return s
}

// mapName prints a map as the source writes it, and its variable where that is
// another name.
func mapName(it summary.Item) string {
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
func (w writer) thread(t *summary.Thread) string {
	if t == nil {
		return ""
	}
	return fmt.Sprintf(" (%s started %s)", t.Name, w.place(t.Pos))
}

// place prints a position: "on line 7" in the same file, "at f.go:7" elsewhere.
func (w writer) place(p summary.Pos) string {
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

func readLock(it summary.Item) state.Mark {
	for _, m := range it.Marks {
		if m.Mode == state.Read {
			return *m
		}
	}
	return state.Mark{}
}

// LockName names a lock of an access as messages do, for other reports.
func LockName(it summary.Item, m state.Mark) string { return lockName(it, m) }

// lockName prints a lock the way the access's map is printed: s.mu beside
// s.m.
func lockName(it summary.Item, m state.Mark) string {
	lock := m.Place
	lockType, last := cut(lock.Owner)
	mapType, _ := cut(it.Field)
	if i := strings.LastIndexByte(it.Expr, '.'); lockType != "" && lockType == mapType && i > 0 {
		if way, _ := cut(it.Place.Path); hidden(it, lock.Owner, last) {
			return it.Expr[:i] + way + last
		}
		return embedded(it.Expr[:i], last)
	}
	if owner := lock.Parent(); owner.Known() && it.Place.HasPrefix(owner) {
		if base, ok := strings.CutSuffix(it.Expr, it.Place.Rest(owner).Path); ok && base != "" {
			return embedded(base, last)
		}
	}
	if i := strings.LastIndexByte(it.Expr, '.'); i > 0 && conflict.Promoted(lock) {
		return embedded(it.Expr[:i], last)
	}
	if name := tail(lock); name != "" {
		return name
	}
	return "a lock"
}

// hidden reports whether an access to a map of an embedded object holds a lock by which
// the outer object hides the given one: then the way through the former is to be named.
func hidden(it summary.Item, lock, last string) bool {
	return !strings.Contains(it.Expr, "[") && slices.ContainsFunc(it.Marks.Locks(), func(m *state.Mark) bool {
		return m.Place.Owner != lock && m.Place.Path == last && m.Place.Root() == it.Place.Root() &&
			strings.Count(it.Place.Path, ".") > strings.Count(it.Expr, ".")
	})
}

// embedded prints the field last of base, or base if the field is an embedded
// mutex.
func embedded(base, last string) string {
	if last == ".Mutex" || last == ".RWMutex" {
		return base
	}
	return base + last
}

// cut splits the last step off a path.
func cut(path string) (string, string) {
	i := strings.LastIndexAny(path, ".[{")
	if i < 0 {
		return "", path
	}
	return path[:i], path[i:]
}

// tail names a lock by its last field or its variable.
func tail(p place.Place) string {
	if _, last := cut(p.Path); strings.HasPrefix(last, ".") {
		return last[1:]
	}
	if p.Path == "" {
		if i := strings.LastIndexByte(p.Name, ':'); i >= 0 && p.Kind == place.Local {
			return p.Name[i+1:]
		}
		if p.Kind == place.Global {
			return p.Name[strings.LastIndexByte(p.Name, '.')+1:]
		}
	}
	return ""
}
