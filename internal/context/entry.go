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

// ComputeEntryLocksets computes, callers first, the locks that all visible callers of a
// function hold when they call it. A function with callers that are not seen
// is entered with nothing held.
func ComputeEntryLocksets(e *order.Flows, order [][]*ssa.Function) {
	for _, scc := range order {
		for _, fn := range scc {
			for _, s := range e.Of[fn].Sites {
				if _, ok := e.EntryLocksets[s.Callee]; !ok { // or a test calls it
					e.Sites[s.Callee] = append(e.Sites[s.Callee], s)
				}
			}
		}
	}
	if e.Tokens == nil {
		e.Tokens = lockTokens(e)
	}
	for i := len(order) - 1; i >= 0; i-- {
		for _, fn := range order[i] {
			e.CallerLocksets[fn] = callerLockset(e, fn, order[i], true, func(caller *ssa.Function) state.SyncSet {
				return e.EntryLocksets[caller].Union(e.CallerLocksets[caller])
			})
			e.EntryLocksets[fn] = entryLockset(e, fn, order[i]).Union(ExpectedLockset(e, fn)).Union(e.Tokens[fn])
		}
	}
}

// ExpectedLockset returns the lock, whichever it is, that the name or the comment of a
// function says its callers hold. Callers that are seen are held to what they
// do hold: they may be the ones that forget it.
func ExpectedLockset(e *order.Flows, fn *ssa.Function) state.SyncSet {
	if e.ExpectsLock(fn) {
		return state.SyncSet{{Kind: state.Write}}
	}
	return nil
}

// entryLockset returns the locks that fn is entered with.
func entryLockset(e *order.Flows, fn *ssa.Function, scc []*ssa.Function) state.SyncSet {
	if e.Taken[fn] || fn.Parent() == nil && ast.IsExported(fn.Name()) {
		return nil
	}
	return callerLockset(e, fn, scc, false, func(caller *ssa.Function) state.SyncSet { return e.EntryLocksets[caller] })
}

// callerLockset meets the locks of all calls of fn in this package, given what their functions
// are entered with; if byType is set also those for which fn has no name, by the type
// that has them. Calls within a cycle of recursion change nothing.
func callerLockset(e *order.Flows, fn *ssa.Function, scc []*ssa.Function, byType bool, entered func(caller *ssa.Function) state.SyncSet) state.SyncSet {
	var met state.SyncSet
	first, bare := true, false
	for _, s := range fromCode(e, fn) {
		if s.Instr == nil {
			return nil // a goroutine starts with nothing held
		}
		if slices.Contains(scc, s.Caller) {
			continue
		}
		marks, some := atCall(e, s, entered(s.Caller), byType)
		bare = bare || !some
		if first {
			met, first = marks, false
		} else {
			met = state.Meet(met, marks)
		}
	}
	if !first && !bare && met.NumLocks() == 0 {
		met = met.With(&state.SyncFact{Kind: state.Write}) // locks of which fn has no names
	}
	return met
}

// fromCode returns the calls of a function, without those in tests unless there are
// no others: tests call it for objects of their own, and take no lock for that.
func fromCode(e *order.Flows, fn *ssa.Function) []trace.CallSite {
	all := e.Sites[fn]
	code := slices.DeleteFunc(slices.Clone(all), func(s trace.CallSite) bool { return e.InTest(s.Caller.Pos()) })
	if len(code) == 0 {
		return all
	}
	return code
}

// atCall returns the locks that are held at a call, in terms of the callee,
// and whether any are. The function that calls was entered with some.
func atCall(e *order.Flows, s trace.CallSite, entered state.SyncSet, byType bool) (translated state.SyncSet, some bool) {
	held := e.Of[s.Caller].StateAt(s.Instr).Union(entered).Locks()

	for _, m := range held {
		if p, ok := inCallee(s, m.Place); ok {
			translated = translated.With(&state.SyncFact{Place: p, Kind: m.Kind, Must: m.Must})
		} else if byType && m.Place.Owner != "" {
			translated = translated.With(&state.SyncFact{Place: place.Place{Kind: place.Value, Wild: true, Owner: m.Place.Owner}, Kind: m.Kind, Must: m.Must})
		}
	}
	return translated, len(held) > 0
}

// inCallee translates a place of the caller to one of the callee: a part of
// one of its arguments or captured variables.
func inCallee(s trace.CallSite, p place.Place) (place.Place, bool) {
	if p.Kind == place.Global || !p.Known() {
		return p, true
	}
	for i, a := range s.Bd.Args {
		if q, ok := relative(p, s.Bd.Heap.Place(a), place.Place{Kind: place.Param, Index: i}); ok {
			return q, true
		}
	}
	for i, v := range s.Bd.Binds {
		if q, ok := relative(p, s.Bd.Heap.Place(v), place.Place{Kind: place.FreeVar, Index: i}); ok {
			return q, true
		}
	}
	return place.Place{}, false
}

// relative returns p, which lies within base, with base replaced by root.
func relative(p, base, root place.Place) (place.Place, bool) {
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
