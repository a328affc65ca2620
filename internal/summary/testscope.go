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

// ByTest implements [effect.Order]: the function is in a test file, and what runs concurrently
// with it are goroutines of the code under test.
func (s *flowOrder) ByTest(a, b *effect.ScopedAccess) bool {
	return s.flow.Pkg.InTest(s.flow.Fn.Pos()) && !s.ownGoroutine(a) && !s.ownGoroutine(b)
}

// ownGoroutine reports whether a goroutine makes an access and a test file either starts that
// goroutine or contains the access. Accesses of other packages on goroutines that they have
// started do not count.
func (s *flowOrder) ownGoroutine(it *effect.ScopedAccess) bool {
	if it.Spawn == nil || it.Spawn.Pos.Text != "" && it.Pos.Text != "" {
		return false
	}
	return s.flow.Pkg.InTest(it.Spawn.Pos.P) || s.InTest(it.Pos)
}

// InTest implements [effect.Order].
func (s *flowOrder) InTest(p effect.Pos) bool { return p.Text == "" && s.flow.Pkg.InTest(p.P) }

// Excused implements [effect.Order]. The author of a test knows which state the object is in.
// Accesses to a map that each request has for itself are excused too.
func (s *flowOrder) Excused(i, j int) string {
	a, o := &s.Accesses[i], &s.Accesses[j]
	switch {
	case (a.Spawn.Served() || o.Spawn.Served()) && context.OfRequest(s.flow, a.Place):
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

// answered reports whether the test has received, on some path to access j, from a channel that
// the goroutine of access i sends to. Nothing else shows the order between a loop that sends an
// answer in each iteration and a test that receives one after each request.
//
// False negative: the test receives something other than the answer it needs.
func (s *flowOrder) answered(i, j int) bool {
	sends, at := s.events[i].LateSends, s.events[j]
	if len(sends) == 0 {
		return false
	}
	answers := func(ev *trace.Event) bool {
		return ev.Kind == trace.EvJoin && ev.Place.Known() && !ev.Place.IsTaken() && slices.Contains(sends, ev.Place)
	}
	home := s.flow.BlockOf(at)
	for ev := range s.flow.AllEvents() {
		if answers(ev) && s.flow.Paths.Follows(ev.Instr, at.Instr) {
			return true
		}
	}
	for e, evs := range s.flow.Edges {
		to := s.flow.Fn.Blocks[e.To]
		for _, ev := range evs {
			if answers(ev) && (to == home || s.flow.Paths.Reaches(to, home)) {
				return true
			}
		}
	}
	return false
}

// stopsTimers reports whether the test calls the Stop method of some timer, itself or in a
// function literal.
//
// False negative: the timer in question is another one, which is not stopped.
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
	return in(ssaq.Outermost(s.flow.Fn))
}
