package context

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// lockTokens returns, for the methods of types whose objects stand for a held lock, that
// lock. A method such as Release releases a lock of the object, and no method acquires it:
// the object comes from a function that has acquired the lock, and its owner holds the lock
// until it is released.
//
// False negative: use of the object after Release.
func lockTokens(fs *order.Flows) map[*ssa.Function]state.SyncSet {
	released, acquired := map[string]state.SyncSet{}, map[string]state.SyncSet{} // by type
	for _, fn := range fs.Funcs {
		recv, ok := declaredReceiver(fn)
		if !ok || recv == "" {
			continue
		}
		for _, m := range fs.Of[fn].Assumed {
			if isReceiverLock(m) && fs.Summaries[fn].Releases.Has(m.Place, m.Kind) {
				released[recv] = released[recv].With(m)
			}
		}
		for _, m := range receiverLocksAcquired(fs.Of[fn]) {
			acquired[recv] = acquired[recv].With(m)
		}
	}
	out := map[*ssa.Function]state.SyncSet{}
	for _, fn := range fs.Funcs {
		recv, ok := declaredReceiver(fn)
		if !ok {
			continue
		}
		for _, m := range released[recv] {
			if !acquired[recv].Has(m.Place, m.Kind) {
				out[fn] = out[fn].With(m)
			}
		}
	}
	return out
}

// declaredReceiver returns the receiver type of a declared function, "" if it has none. It
// reports whether the function is declared.
func declaredReceiver(fn *ssa.Function) (string, bool) {
	return ssaq.RecvName(fn), fn.Parent() == nil && fn.Synthetic == ""
}

// receiverLocksAcquired returns the locks of the receiver that a method acquires, perhaps only
// for a while.
func receiverLocksAcquired(f *order.Flow) []*state.SyncFact {
	var out []*state.SyncFact
	for _, evs := range f.Events {
		for _, ev := range evs {
			if ev.Kind == trace.EvLock && isReceiverLock(ev.Lock) {
				out = append(out, ev.Lock)
			}
		}
	}
	return out
}

// isReceiverLock reports whether m is a lock in a field of a method's receiver.
func isReceiverLock(m *state.SyncFact) bool {
	isField := m.Place.Kind == place.Param && m.Place.Index == 0 && m.Place.Path != ""
	return isField && (m.Kind == state.Write || m.Kind == state.Read)
}
