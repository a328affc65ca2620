package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Semaphore returns the mode in which a function holds the channel at p between a send
// and a receive, if it may hold it at all.
func Semaphore(b *Trace, p place.Place) (state.Kind, bool) {
	if p.AnyElem() || p.IsTaken() {
		return 0, false // channels that are chosen by a key are not one lock
	}
	c := CapacityAt(b, p)
	if c.AdmitsOne() {
		return state.Semaphore, true
	}
	return state.MaySemaphore, c.MayAdmitOne()
}

// mayBeUnbuffered reports whether a sender to the channel at p may know that it has no
// buffer: the function knows, or its caller may.
func mayBeUnbuffered(b *Trace, p place.Place) bool {
	c := CapacityAt(b, p)
	return c == effect.Unbuffered || c&effect.AnyCapacity != 0 && p.Kind == place.Param && p.Path == ""
}

// Exclusive returns marks with what the function knows of the channels that its callees
// hold.
func Exclusive(b *Trace, ms state.SyncSet) state.SyncSet {
	for _, m := range ms {
		if m.Kind != state.Semaphore && m.Kind != state.MaySemaphore {
			continue
		}
		switch c := CapacityAt(b, m.Place); {
		case !c.MayAdmitOne():
			ms = ms.Without(m.Place, m.Kind)
		case c.AdmitsOne() && m.Kind == state.MaySemaphore:
			ms = ms.Without(m.Place, m.Kind).With(&state.SyncFact{Place: m.Place, Kind: state.Semaphore, Must: m.Must})
		}
	}
	return ms
}

// CapacityAt returns what the capacity of the channel at p may be.
func CapacityAt(b *Trace, p place.Place) effect.Capacities {
	switch {
	case p.Kind == place.Global && p.Path == "":
		return program.Channels(b.Pkg.Program).Named(p.Name)
	case p.Path != "":
		if p.Variable() {
			return program.Channels(b.Pkg.Program).Named(p.Owner)
		}
		return effect.AnyCapacity
	case p.Kind == place.FreeVar:
		return program.Channels(b.Pkg.Program).Of(b.Fn.FreeVars[p.Index])
	case p.Kind == place.Param && p.Index < len(b.Fn.Params):
		return program.Channels(b.Pkg.Program).Of(b.Fn.Params[p.Index])
	}
	switch v := b.Defs[p.Name].(type) {
	case *ssa.Call:
		return program.Channels(b.Pkg.Program).Result(v, ssaq.ResultIndex(p.Name))
	case ssa.Value:
		return program.Channels(b.Pkg.Program).Of(v)
	}
	return effect.AnyCapacity
}
