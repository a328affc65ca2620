package doubt

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
)

// The doubts that the phase of an object's life raises, and the threads that use the object in
// it: perhaps nobody else has the object yet, or nobody has it any more.

// startsLater reports whether a function makes one of the accesses before it starts the
// goroutine or the handlers of the object. If one access holds the guard, only the other one
// counts.
//
// Assumes: the object is started once.
func startsLater(p *conflict.Pair) bool {
	before := func(s conflict.Side) bool { return s.ByRoot.Phase == effect.BeforeStart }
	if ofObjects.Has(p.Kind) {
		return before(p.A) || before(p.B)
	}
	return before(p.A) || leadsToOther(p)
}

// leadsToOther reports whether the root of one access leads to the start of the goroutine that
// makes the other one. The scope of the function shows the order, unless the function is
// called again while the goroutine runs.
func leadsToOther(p *conflict.Pair) bool {
	a, b := p.A.ByRoot.Root, p.B.ByRoot.Root
	return slices.Contains(a.StartedBy, b.Pos) || slices.Contains(b.StartedBy, a.Pos)
}

func takesFromPool(p *conflict.Pair) bool { return p.A.ByRoot.Phase == effect.FromPool }

// oneWriter reports whether a function that usually runs once for each object reads what it
// alone changes.
func oneWriter(p *conflict.Pair) bool {
	u := p.A.ByRoot
	if !u.Root.Alone || u.Op.Writes() {
		return false
	}
	return !slices.ContainsFunc(p.Of.Uses, func(w *effect.RootAccess) bool { return w.Op.Writes() && !within(w.Root, u.Root) })
}

// within reports whether a root is another one, or a function literal of that one.
func within(r, in *effect.Root) bool {
	return r.Pos == in.Pos || r.Literal && strings.HasPrefix(r.Name, in.Name+"$")
}

// lockOfWorkers reports whether only goroutines take the guard that their starter waits for, and
// a root that starts such goroutines makes an access without it. They lock out each other.
//
// Assumes: one owner of the object starts them, and does not do so twice at once.
func lockOfWorkers(p *conflict.Pair) bool {
	if p.A.ByWorker || p.A.InCallback || p.A.Thread > 0 {
		return false
	}
	starts := func(w *effect.RootAccess) bool { return w.ByWorker && w.Root.Pos == p.A.ByRoot.Root.Pos }
	others := func(w *effect.RootAccess) bool {
		_, held := guard.HeldAs(w, p.Of.Lock)
		return held && !w.ByWorker && !w.GuardOnly && w.Root.Kind != effect.Callback
	}
	return slices.ContainsFunc(p.Of.Uses, starts) && !slices.ContainsFunc(p.Of.Uses, others)
}

func filledElsewhere(p *conflict.Pair) bool { return p.A.Elsewhere() }

// ofReceiverCopy reports whether the access is to a map of the receiver, which the method has
// by value.
func ofReceiverCopy(p *conflict.Pair) bool {
	root := p.A.Root()
	return root != nil && root.OnValue && p.A.Place.Kind == place.Param && p.A.Place.Index == 0
}
