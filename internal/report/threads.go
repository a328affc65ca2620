package report

import (
	"go/token"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
)

// together says why the two accesses can run at the same time: a goroutine that is seen to
// start, or two functions that anybody can call.
func (w writer) together(f *conflict.Finding) string {
	other, via := w.partner(f)
	same := w.meetsItself(f)
	if t := threadOf(f, &other); t != nil && same && t.Name != "goroutine" {
		return w.thread(t) + " can run many times at once"
	} else if t != nil && same {
		return w.threads(t) + " run at the same time"
	} else if t != nil {
		return w.thread(t) + " runs at the same time"
	}
	a, b := callable(&f.Access), callable(&other)
	if same || via.IsValid() || a == b {
		return "calls of " + a + " can run at the same time"
	}
	return a + " and " + b + " can run at the same time"
}

// threadOf returns the thread that makes one of the two accesses, nil if only functions are
// seen that anybody may call.
func threadOf(f *conflict.Finding, other *effect.ScopedAccess) *effect.Thread {
	if f.Thread != nil {
		return f.Thread
	}
	for _, r := range []*effect.Root{other.Root, f.Access.Root} {
		if r != nil && r.Thread != nil {
			return r.Thread
		}
	}
	return nil
}

// thread names a thread: "the goroutine started on line 7".
func (w writer) thread(t *effect.Thread) string { return "the " + t.Name + w.start(t) }

// threads is thread for several of a kind: "goroutines started on line 7".
func (w writer) threads(t *effect.Thread) string { return t.Name + "s" + w.start(t) }

func (w writer) start(t *effect.Thread) string {
	if started := t.Name == "goroutine" || t.Name == known.Timer; started {
		return " started " + w.place(t.Pos)
	}
	return " " + w.place(t.Pos) // where its function is, which a library calls
}

// callable names the function by which a thread comes to an access.
func callable(it *effect.ScopedAccess) string {
	if it.Root == nil {
		return funcName(it.Func)
	}
	name := funcName(it.Root.Name)
	if recv := it.Root.Recv; recv != "" && !it.Root.Literal {
		return recv[strings.LastIndexByte(recv, '.')+1:] + "." + name
	}
	return name
}

// Sides returns the two accesses that the message of a finding names, or the one that several
// goroutines make.
func Sides(fset *token.FileSet, f *conflict.Finding) []effect.ScopedAccess {
	w := writer{fset: fset, at: fset.Position(f.At)}
	if other, _ := w.partner(f); !w.meetsItself(f) && other.Site != nil && other.Pos.At().IsValid() {
		return []effect.ScopedAccess{f.Access, other}
	}
	return []effect.ScopedAccess{f.Access}
}

// partner returns the access that a message names as the other one. If that of the finding is
// in the same line, it is another access that holds the guard or, if there is none, a call
// that leads to the access with the guard held.
func (w writer) partner(f *conflict.Finding) (_ effect.ScopedAccess, via token.Pos) {
	own := func(p token.Pos) bool { return p == f.Access.Pos.At() || w.here(p) }
	if len(f.Guards) == 0 || f.Category == conflict.RLockWrite || !own(f.Other.Pos.At()) {
		return f.Other, token.NoPos
	}
	for _, u := range f.Guards {
		if !own(u.Pos.At()) {
			return u.Scoped(), token.NoPos
		}
	}
	for _, u := range f.Guards {
		if !own(u.Via) && u.Via != u.Pos.At() {
			return u.Scoped(), u.Via
		}
	}
	return f.Other, token.NoPos
}

// here reports whether a position is in the line of the finding.
func (w writer) here(p token.Pos) bool {
	q := w.fset.Position(p)
	return q.Filename == w.at.Filename && q.Line == w.at.Line
}
