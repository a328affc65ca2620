package context

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// ComputeEntryLocksets computes, callers first, the locks that all callers of a function hold
// when they call it. The components of the call graph are given callees first. A function
// that may have unknown callers is entered with no lock.
func ComputeEntryLocksets(fs *order.Flows, components [][]*ssa.Function) {
	for _, scc := range components {
		for _, fn := range scc {
			for _, s := range fs.Of[fn].CallSites {
				if _, done := fs.EntryLocksets[s.Callee]; !done { // or a test calls it
					fs.Sites[s.Callee] = append(fs.Sites[s.Callee], s)
				}
			}
		}
	}
	if fs.LockTokens == nil {
		fs.LockTokens = lockTokens(fs)
	}
	for _, scc := range slices.Backward(components) {
		for _, fn := range scc {
			fs.CallerLocksets[fn] = callerLockset(fs, fn, scc)
			fs.EntryLocksets[fn] = entryLockset(fs, fn, scc).Union(ExpectedLockset(fs, fn)).Union(fs.LockTokens[fn])
		}
	}
}

// ExpectedLockset returns a lock of unknown identity if the name or the comment of a function
// says that its callers hold one. For callers in the package only the locks count that they
// do hold: one of them may have forgotten it.
func ExpectedLockset(fs *order.Flows, fn *ssa.Function) state.SyncSet {
	if fs.ExpectsLock(fn) {
		return state.SyncSet{{Kind: state.Write}}
	}
	return nil
}

// entryLockset returns the locks that fn is certainly entered with.
func entryLockset(fs *order.Flows, fn *ssa.Function, scc []*ssa.Function) state.SyncSet {
	if fs.AddressTaken[fn] || fn.Parent() == nil && ast.IsExported(fn.Name()) {
		return nil
	}
	return meetCallers(fs, fn, scc, heldAtCall)
}

// callerLockset returns the locks that all callers of fn in the package hold. Others
// may call it too.
func callerLockset(fs *order.Flows, fn *ssa.Function, scc []*ssa.Function) state.SyncSet {
	return meetCallers(fs, fn, scc, heldAtCallByType)
}

// callLocks are the locks that are held at a call.
type callLocks struct {
	named state.SyncSet // those that the callee can name
	any   bool          // the caller holds some lock
}

// meetCallers returns the locks that are held at all calls of fn in the package. Calls within
// the component of fn, which is recursive, change nothing.
func meetCallers(fs *order.Flows, fn *ssa.Function, scc []*ssa.Function, heldAt func(*order.Flows, trace.CallSite) callLocks) state.SyncSet {
	var met state.SyncSet
	first, allHold := true, true
	for _, s := range callsOutsideTests(fs, fn) {
		if s.Instr == nil {
			return nil // a goroutine starts with no lock
		}
		if slices.Contains(scc, s.Caller) {
			continue
		}
		held := heldAt(fs, s)
		allHold = allHold && held.any
		if first {
			met, first = held.named, false
		} else {
			met = state.Meet(met, held.named)
		}
	}
	if !first && allHold && met.NumLocks() == 0 {
		met = met.With(&state.SyncFact{Kind: state.Write}) // locks that fn cannot name
	}
	return met
}

// callsOutsideTests returns the calls of a function, without those in tests unless there are
// no others: tests call it for objects of their own, and need no lock.
func callsOutsideTests(fs *order.Flows, fn *ssa.Function) []trace.CallSite {
	all := fs.Sites[fn]
	code := slices.DeleteFunc(slices.Clone(all), func(s trace.CallSite) bool { return fs.InTest(s.Caller.Pos()) })
	if len(code) == 0 {
		return all
	}
	return code
}

// heldAtCall returns the locks that are held at a call, those included that the caller is
// entered with.
func heldAtCall(fs *order.Flows, s trace.CallSite) callLocks {
	held := fs.Of[s.Caller].StateAt(s.Instr).Union(fs.EntryLocksets[s.Caller]).Locks()
	out := callLocks{any: len(held) > 0}
	for _, m := range held {
		if p, ok := InCallee(s, m.Place); ok {
			out.named = out.named.With(&state.SyncFact{Place: p, Kind: m.Kind, Must: m.Must})
		}
	}
	return out
}

// heldAtCallByType is like [heldAtCall], but includes the locks that the callers in the
// package hold, and names a lock that the callee cannot name by the field that holds it, of
// whichever object.
func heldAtCallByType(fs *order.Flows, s trace.CallSite) callLocks {
	entered := fs.EntryLocksets[s.Caller].Union(fs.CallerLocksets[s.Caller])
	held := fs.Of[s.Caller].StateAt(s.Instr).Union(entered).Locks()
	out := callLocks{any: len(held) > 0}
	for _, m := range held {
		p, ok := InCallee(s, m.Place)
		if !ok {
			p = place.Place{Kind: place.Value, Wild: true, Owner: m.Place.Owner}
		}
		if ok || m.Place.Owner != "" {
			out.named = out.named.With(&state.SyncFact{Place: p, Kind: m.Kind, Must: m.Must})
		}
	}
	return out
}

// InCallee translates a place of the caller to one of the callee: a part of one of its
// arguments or captured variables.
func InCallee(s trace.CallSite, p place.Place) (place.Place, bool) {
	if p.Kind == place.Global || !p.Known() {
		return p, true
	}
	for i, a := range s.Binding.Args {
		if q, ok := rebase(p, s.Binding.Caller.Place(a), place.Place{Kind: place.Param, Index: i}); ok {
			return q, true
		}
	}
	for i, v := range s.Binding.Binds {
		if q, ok := rebase(p, s.Binding.Caller.Place(v), place.Place{Kind: place.FreeVar, Index: i}); ok {
			return q, true
		}
	}
	return place.Place{}, false
}

// rebase returns p, which lies within base, with base replaced by root.
func rebase(p, base, root place.Place) (place.Place, bool) {
	if !base.Known() || !p.HasPrefix(base) {
		return place.Place{}, false
	}
	root.Path = strings.TrimPrefix(p.Path, base.Path)
	root.Owner, root.Wild = p.Owner, p.Wild
	if root.Path == "" {
		root.Owner = ""
	}
	return root, true
}
