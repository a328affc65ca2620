package context

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// lockTokens returns, for the methods of types that stand for a lock being held, that
// lock: a method such as Release gives up a lock of the object, and none takes it. Who
// has such an object got it from whoever took the lock, and has it until then.
//
// To believe that misses who uses the object after it was released.
func lockTokens(e *order.Flows) map[*ssa.Function]state.SyncSet {
	given := map[string]state.SyncSet{} // by type: locks that a method gives up
	taken := map[string]state.SyncSet{} // and those that one takes, which may be only for a while
	for _, fn := range e.Funcs {
		recv := ssaq.RecvName(fn)
		if recv == "" || fn.Parent() != nil || fn.Synthetic != "" {
			continue
		}
		for _, m := range e.Of[fn].Assumed {
			if ofReceiver(m) && e.Summaries[fn].Releases.Has(m.Place, m.Kind) {
				given[recv] = given[recv].With(m)
			}
		}
		for _, evs := range e.Of[fn].Events {
			for _, ev := range evs {
				if ev.Kind == trace.EvLock && ofReceiver(ev.Mark) {
					taken[recv] = taken[recv].With(ev.Mark)
				}
			}
		}
	}
	out := map[*ssa.Function]state.SyncSet{}
	for _, fn := range e.Funcs {
		if recv := ssaq.RecvName(fn); fn.Parent() == nil && fn.Synthetic == "" {
			for _, m := range given[recv] {
				if !taken[recv].Has(m.Place, m.Kind) {
					out[fn] = out[fn].With(m)
				}
			}
		}
	}
	return out
}

// ofReceiver reports whether m is a lock of a method's receiver.
func ofReceiver(m *state.SyncFact) bool {
	return m.Place.Kind == place.Param && m.Place.Index == 0 && m.Place.Path != "" && (m.Kind == state.Write || m.Kind == state.Read)
}
