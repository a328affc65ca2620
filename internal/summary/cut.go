package summary

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Cut is a bound that a function has reached: more of What there is not looked
// at, so that nothing is said of it.
type Cut struct {
	Pos  token.Pos // of the function
	Func string
	What string
}

// cut notes that a bound was reached.
func (e *engine) cut(fn *ssa.Function, what string) {
	e.cuts[Cut{Pos: fn.Pos(), Func: fn.Name(), What: what}] = true
}

// maxWork bounds what the searches of one function cost that walk over all of it
// for each of its instructions of some kind, in blocks: a thousand searches of a
// thousand blocks.
const maxWork = 1 << 20

// afford reports whether the function may be searched once more. Who is refused
// answers what leads to silence.
func (b *builder) afford() bool {
	b.work += len(b.fn.Blocks)
	if b.work > maxWork {
		b.eng.cut(b.fn, "maps to search for insertions and look-ups")
		return false
	}
	return true
}

// Cuts lists the bounds that the analysis of the package has reached, which count
// work and not time: they are the same on every run.
func (e *engine) Cuts() []Cut {
	out := make([]Cut, 0, len(e.cuts))
	for c := range e.cuts {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Cut) int {
		return cmp.Or(e.Compare(a.Pos, b.Pos), cmp.Compare(a.Func, b.Func), cmp.Compare(a.What, b.What))
	})
	return out
}
