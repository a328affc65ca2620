package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
)

// ByTest reports whether the scene is a test, or a function of one, whose own
// goroutines have no part in the pair of a and b: what runs beside the test is
// the code under test.
func (s *flowOrder) ByTest(a, b *Item) bool {
	return s.b.eng.inTest(s.b.fn.Pos()) && !s.ownGoroutine(a) && !s.ownGoroutine(b)
}

// ownGoroutine reports whether an access is one of a goroutine that a test file
// starts, or that comes back to one. What another package does on a goroutine that
// it has started itself is not the test's.
func (s *flowOrder) ownGoroutine(it *Item) bool {
	if it.Spawn == nil || it.Spawn.Pos.Text != "" && it.Pos.Text != "" {
		return false
	}
	return s.b.eng.inTest(it.Spawn.Pos.p) || s.InTest(it.Pos)
}

// InTest reports whether something happens in a test file of the package.
func (s *flowOrder) InTest(p Pos) bool { return p.Text == "" && s.b.eng.inTest(p.p) }

// What [Order.Excused] returns.
const (
	MayNotStart = "whether the goroutine is started depends on what the test has set up"
	StopsTimer  = "the test stops the timer"
	Answered    = "the test receives what the goroutine sends"
)

// Excused returns why items i, of a goroutine of the code under test, and j, of a
// test, are not compared, "" if they are: who writes a test knows what state the
// object is in. Nor are those of a map that every request has for itself.
func (s *flowOrder) Excused(i, j int) string {
	a, o := &s.Items[i], &s.Items[j]
	switch {
	case (a.Spawn.served() || o.Spawn.served()) && s.b.ofRequest(a.Place):
		return "the map is that of one request"
	case a.Spawn == nil || o.Spawn != nil || !s.ByTest(a, o):
		return ""
	case a.Spawn.Maybe && s.InTest(o.Pos):
		return MayNotStart
	case a.Spawn.Name == known.Timer && s.stopsTimers():
		return StopsTimer
	case s.answered(i, j):
		return Answered
	}
	return ""
}

// answered reports whether the test has received, on some path to item j, from a channel
// that the goroutine of item i sends to. A loop that sends each time round, to a test that
// receives after each thing it asks for, is not seen to be in order otherwise.
//
// The trade: a test that receives something else than the answer which it needs.
func (s *flowOrder) answered(i, j int) bool {
	sends, at := s.evs[i].sends, s.evs[j]
	if len(sends) == 0 {
		return false
	}
	answers := func(ev *event) bool {
		return ev.kind == evJoin && ev.place.Known() && !ev.place.IsTaken() && slices.Contains(sends, ev.place)
	}
	home := s.b.blockOf(at)
	for _, evs := range s.b.events {
		for _, ev := range evs {
			if answers(ev) && s.b.flows.follows(ev.instr, at.instr) {
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
func (s *flowOrder) stopsTimers() bool {
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
