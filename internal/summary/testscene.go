package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// ByTest reports whether the scene is a test, or a function of one, whose own
// goroutines have no part in the pair of a and b: what runs beside the test is
// the code under test.
func (s *flowOrder) ByTest(a, b *effect.ScopedAccess) bool {
	return s.b.Pkg.InTest(s.b.Fn.Pos()) && !s.ownGoroutine(a) && !s.ownGoroutine(b)
}

// ownGoroutine reports whether an access is one of a goroutine that a test file
// starts, or that comes back to one. What another package does on a goroutine that
// it has started itself is not the test's.
func (s *flowOrder) ownGoroutine(it *effect.ScopedAccess) bool {
	if it.Spawn == nil || it.Spawn.Pos.Text != "" && it.Pos.Text != "" {
		return false
	}
	return s.b.Pkg.InTest(it.Spawn.Pos.P) || s.InTest(it.Pos)
}

// InTest reports whether something happens in a test file of the package.
func (s *flowOrder) InTest(p effect.Pos) bool { return p.Text == "" && s.b.Pkg.InTest(p.P) }

// Excused returns why items i, of a goroutine of the code under test, and j, of a
// test, are not compared, "" if they are: who writes a test knows what state the
// object is in. Nor are those of a map that every request has for itself.
func (s *flowOrder) Excused(i, j int) string {
	a, o := &s.Accesses[i], &s.Accesses[j]
	switch {
	case (a.Spawn.Served() || o.Spawn.Served()) && context.OfRequest(s.b, a.Place):
		return "the map is that of one request"
	case a.Spawn == nil || o.Spawn != nil || !s.ByTest(a, o):
		return ""
	case a.Spawn.Optional && s.InTest(o.Pos):
		return effect.MayNotStart
	case a.Spawn.Name == known.Timer && s.stopsTimers():
		return effect.StopsTimer
	case s.answered(i, j):
		return effect.Answered
	}
	return ""
}

// answered reports whether the test has received, on some path to item j, from a channel
// that the goroutine of item i sends to. A loop that sends each time round, to a test that
// receives after each thing it asks for, is not seen to be in order otherwise.
//
// The trade: a test that receives something else than the answer which it needs.
func (s *flowOrder) answered(i, j int) bool {
	sends, at := s.evs[i].Sends, s.evs[j]
	if len(sends) == 0 {
		return false
	}
	answers := func(ev *trace.Event) bool {
		return ev.Kind == trace.EvJoin && ev.Place.Known() && !ev.Place.IsTaken() && slices.Contains(sends, ev.Place)
	}
	home := s.b.BlockOf(at)
	for _, evs := range s.b.Events {
		for _, ev := range evs {
			if answers(ev) && s.b.Flows.Follows(ev.Instr, at.Instr) {
				return true
			}
		}
	}
	for e, evs := range s.b.Edges {
		to := s.b.Fn.Blocks[e.To]
		for _, ev := range evs {
			if answers(ev) && (to == home || s.b.Flows.Reaches(to, home)) {
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
				if ssaq.IsCallOf(call, "(*time.Timer).Stop") {
					return true
				}
			}
		}
		return slices.ContainsFunc(fn.AnonFuncs, in)
	}
	return in(ssaq.Declared(s.b.Fn))
}
