package summary

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// enter computes, callers first, the locks that all visible callers of a
// function hold when they call it. A function with callers that are not seen
// is entered with nothing held.
func (e *engine) enter(order [][]*ssa.Function) {
	for _, scc := range order {
		for _, fn := range scc {
			for _, s := range e.builders[fn].sites {
				if _, ok := e.entries[s.callee]; !ok { // or a test calls it
					e.sites[s.callee] = append(e.sites[s.callee], s)
				}
			}
		}
	}
	if e.tokens == nil {
		e.tokens = e.lockTokens()
	}
	for i := len(order) - 1; i >= 0; i-- {
		for _, fn := range order[i] {
			e.within[fn] = e.met(fn, order[i], true, func(caller *ssa.Function) state.Marks {
				return e.entries[caller].Union(e.within[caller])
			})
			e.entries[fn] = e.entry(fn, order[i]).Union(e.expected(fn)).Union(e.tokens[fn])
		}
	}
}

// expected returns the lock, whichever it is, that the name or the comment of a
// function says its callers hold. Callers that are seen are held to what they
// do hold: they may be the ones that forget it.
func (e *engine) expected(fn *ssa.Function) state.Marks {
	if e.expectsLock(fn) {
		return state.Marks{{Mode: state.Write}}
	}
	return nil
}

// entry returns the locks that fn is entered with.
func (e *engine) entry(fn *ssa.Function, scc []*ssa.Function) state.Marks {
	if e.taken[fn] || fn.Parent() == nil && ast.IsExported(fn.Name()) {
		return nil
	}
	return e.met(fn, scc, false, func(caller *ssa.Function) state.Marks { return e.entries[caller] })
}

// met meets the locks of all calls of fn in this package, given what their functions
// are entered with; if byType is set also those for which fn has no name, by the type
// that has them. Calls within a cycle of recursion change nothing.
func (e *engine) met(fn *ssa.Function, scc []*ssa.Function, byType bool, entered func(caller *ssa.Function) state.Marks) state.Marks {
	var met state.Marks
	first, bare := true, false
	for _, s := range e.fromCode(fn) {
		if s.instr == nil {
			return nil // a goroutine starts with nothing held
		}
		if slices.Contains(scc, s.caller) {
			continue
		}
		marks, some := e.atCall(s, entered(s.caller), byType)
		bare = bare || !some
		if first {
			met, first = marks, false
		} else {
			met = state.Meet(met, marks)
		}
	}
	if !first && !bare && met.NumLocks() == 0 {
		met = met.With(&state.Mark{Mode: state.Write}) // locks of which fn has no names
	}
	return met
}

// fromCode returns the calls of a function, without those in tests unless there are
// no others: tests call it for objects of their own, and take no lock for that.
func (e *engine) fromCode(fn *ssa.Function) []callSite {
	all := e.sites[fn]
	code := slices.DeleteFunc(slices.Clone(all), func(s callSite) bool { return e.inTest(s.caller.Pos()) })
	if len(code) == 0 {
		return all
	}
	return code
}

// atCall returns the locks that are held at a call, in terms of the callee,
// and whether any are. The function that calls was entered with some.
func (e *engine) atCall(s callSite, entered state.Marks, byType bool) (translated state.Marks, some bool) {
	held := e.builders[s.caller].stateAt(s.instr).Union(entered).Locks()

	for _, m := range held {
		if p, ok := s.inCallee(m.Place); ok {
			translated = translated.With(&state.Mark{Place: p, Mode: m.Mode, Must: m.Must})
		} else if byType && m.Place.Owner != "" {
			translated = translated.With(&state.Mark{Place: place.Place{Kind: place.Value, Wild: true, Owner: m.Place.Owner}, Mode: m.Mode, Must: m.Must})
		}
	}
	return translated, len(held) > 0
}

// stateAt returns what holds at an instruction: the state of the event at or
// after it in its block, else of the last before.
func (b *builder) stateAt(instr ssa.Instruction) state.Marks {
	blk := instr.Block()
	evs := b.events[blk.Index]
	index := slices.Index(blk.Instrs, instr)
	for _, ev := range evs {
		if ev.index >= index {
			return ev.state
		}
	}
	return b.ends[blk.Index]
}

// inCallee translates a place of the caller to one of the callee: a part of
// one of its arguments or captured variables.
func (s callSite) inCallee(p place.Place) (place.Place, bool) {
	if p.Kind == place.Global || !p.Known() {
		return p, true
	}
	for i, a := range s.bd.args {
		if q, ok := relative(p, s.bd.b.place(a), place.Place{Kind: place.Param, Index: i}); ok {
			return q, true
		}
	}
	for i, v := range s.bd.binds {
		if q, ok := relative(p, s.bd.b.place(v), place.Place{Kind: place.FreeVar, Index: i}); ok {
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
