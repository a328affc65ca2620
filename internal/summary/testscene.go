package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
)

// Step returns where the scene's function makes the access, or makes the call
// that leads to it.
func (it *Item) Step() token.Pos { return instrPos(it.ev.instr) }

// ByTest reports whether the scene is a test, or a function of one, whose own
// goroutines have no part in the pair of a and b: what runs beside the test is
// the code under test.
func (s *Scene) ByTest(a, b *Item) bool {
	return s.b != nil && s.b.eng.inTest(s.b.fn.Pos()) && !s.ownGoroutine(a) && !s.ownGoroutine(b)
}

// ownGoroutine reports whether an access is one of a goroutine that a test file
// starts, or that comes back to one. What another package does on a goroutine that
// it has started itself is not the test's.
func (s *Scene) ownGoroutine(it *Item) bool {
	if it.Spawn == nil || it.Spawn.Pos.Text != "" && it.Pos.Text != "" {
		return false
	}
	return s.b.eng.inTest(it.Spawn.Pos.p) || s.InTest(it.Pos)
}

// InTest reports whether something happens in a test file of the package.
func (s *Scene) InTest(p Pos) bool { return s.b != nil && p.Text == "" && s.b.eng.inTest(p.p) }

// What [Scene.Excused] returns.
const (
	MayNotStart = "whether the goroutine is started depends on what the test has set up"
	StopsTimer  = "the test stops the timer"
	Answered    = "the test receives what the goroutine sends"
)

// Excused returns why items i, of a goroutine of the code under test, and j, of a
// test, are not compared, "" if they are: who writes a test knows what state the
// object is in. Nor are those of a map that every request has for itself.
func (s *Scene) Excused(i, j int) string {
	a, o := &s.Items[i], &s.Items[j]
	switch {
	case s.b != nil && (a.Spawn.served() || o.Spawn.served()) && s.b.ofRequest(a.Place):
		return "the map is that of one request"
	case a.Spawn == nil || o.Spawn != nil || !s.ByTest(a, o):
		return ""
	case a.Spawn.Maybe && s.InTest(o.Pos):
		return MayNotStart
	case a.Spawn.Name == known.Timer && s.stopsTimers():
		return StopsTimer
	case s.answered(a, o):
		return Answered
	}
	return ""
}

// answered reports whether the test has received, on some path to o, from a channel
// that the goroutine of a sends to. A loop that sends each time round, to a test that
// receives after each thing it asks for, is not seen to be in order otherwise.
//
// The trade: a test that receives something else than the answer which it needs.
func (s *Scene) answered(a, o *Item) bool {
	if len(a.ev.sends) == 0 {
		return false
	}
	answers := func(ev *event) bool {
		return ev.kind == evJoin && ev.place.Known() && !ev.place.IsTaken() && slices.Contains(a.ev.sends, ev.place)
	}
	home := s.b.blockOf(o.ev)
	for _, evs := range s.b.events {
		for _, ev := range evs {
			if answers(ev) && s.b.flows.follows(ev.instr, o.ev.instr) {
				return true
			}
		}
	}
	for e, evs := range s.b.edges {
		to := s.b.fn.Blocks[e.to]
		for _, ev := range evs {
			if answers(ev) && (to == home || s.b.flows.reaches(to, home)) {
				return true
			}
		}
	}
	return false
}

// stopsTimers reports whether the test calls the Stop method of some timer, itself
// or in a literal.
//
// The trade: a timer that it does not stop.
func (s *Scene) stopsTimers() bool {
	var in func(fn *ssa.Function) bool
	in = func(fn *ssa.Function) bool {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok {
					continue
				}
				if isCallOf(call, "(*time.Timer).Stop") {
					return true
				}
			}
		}
		return slices.ContainsFunc(fn.AnonFuncs, in)
	}
	return in(declared(s.b.fn))
}
