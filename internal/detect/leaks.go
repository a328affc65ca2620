// Package detect lists what the functions of a package show without a second thread:
// maps that are returned without a copy, loops over a map that change it, stores that
// depend on a look-up under an earlier lock, maps that are written to after they were
// published. It yields plain data of package effect. Whether it is reported is decided in
// packages candidate and judge.
//
// A new pattern that is found in one function, or in one and its callees, is a file here.
package detect

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Leaks lists the maps that a function reads from their variable under a lock
// and returns when it has given up the lock, by themselves or within a struct
// that it copies or makes, as the elements of a new map or slice, or with an iterator
// that reads them when it runs; and those that an exported function returns without
// any lock. Each is a Use: Marks is what was held when the variable was read,
// Via the return.
func Leaks(e *order.Flows) []effect.RootAccess {

	var out []effect.RootAccess
	for _, fn := range e.Code {
		if fn.Parent() != nil || fn.Synthetic != "" {
			continue
		}
		b := e.Of[fn]
		for ret := range ssaq.ReturnsOf(fn) {
			if ret.Pos().IsValid() {
				out = leaks(b, out, ret)
			}
		}
	}
	return out
}

// leaks appends the maps that one return lets out.
func leaks(b *order.Flow, out []effect.RootAccess, ret *ssa.Return) []effect.RootAccess {
	for _, res := range ret.Results {
		lazy := ssaq.IsIterator(res.Type())
		if !lazy && !ssaq.LeadsToMap(res.Type()) {
			continue
		}
		for _, v := range escape.GivenAt(b.Heap, res, ret) {
			var outlets []outlet
			if lazy {
				outlets = iterated(b, v, ret, escape.MaxIterators)
			} else {
				outlets = append(letOut(b, v, ret), elementOf(b, v, ret)...)
			}
			for _, elem := range escape.Collected(b.Heap, v) {
				outlets = append(outlets, letOut(b, elem, ret)...)
			}
			for _, l := range outlets {
				if u, ok := leak(b, l, ret); ok {
					out = append(out, u)
				}
			}
		}
	}
	return out
}

// outlet is a map that a function returns: where it lives, what read it from
// there, how the source writes it.
type outlet struct {
	place place.Place
	load  ssa.Instruction
	expr  string
	copy  bool // it leaves within a struct
	elem  bool // it leaves with a pointer to the struct that has it
	lazy  bool // an iterator reads it when that runs
	// locks leave with it: the copy points to those that the original points to.
	locks []place.Place
}

// letOut lists the maps that leave a function with the result v: v itself, the
// fields of a struct that v is a copy of, and what was assigned to the fields
// of the object that v points to and that the function makes.
func letOut(b *order.Flow, v ssa.Value, ret *ssa.Return) []outlet {
	if ssaq.IsMap(v.Type()) {
		load := b.LoadOf(v)
		if ex, ok := v.(*ssa.Extract); ok && load == nil {
			switch elem := ex.Tuple.(type) { // of a map of maps
			case *ssa.Next:
				load = elem
			case *ssa.Lookup:
				load = elem
			}
		}
		if load == nil {
			return nil
		}
		return []outlet{{place: b.Current(v, ret), load: load, expr: b.Pkg.ExprOf(v)}}
	}
	a, ok := v.(*ssa.Alloc)
	if u, load := v.(*ssa.UnOp); load && u.Op == token.MUL {
		if a, ok = u.X.(*ssa.Alloc); !ok {
			return fieldsOf(b, u, nil)
		}
	}
	if !ok {
		return nil
	}
	if from, ok := copied(a).(*ssa.UnOp); ok && from.Op == token.MUL {
		return append(fieldsOf(b, from, a), assignedTo(b, a, ret)...)
	}
	return assignedTo(b, a, ret)
}

// elementOf lists the maps that leave a function with v, a pointer to a struct
// that is an element of a collection.
func elementOf(b *order.Flow, v ssa.Value, ret *ssa.Return) []outlet {
	st, owner := ssaq.StructOf(v.Type())
	load, _ := ssaq.ElementLoad(v)
	if _, ptr := v.Type().Underlying().(*types.Pointer); !ptr || st == nil || owner == "" || load == nil || escape.TakenOut(b.Heap, v, ret) {
		return nil
	}
	base := b.Current(v, ret)
	var out []outlet
	ssaq.OwnFields(v.Type(), func(f *types.Var, path []int) {
		if ssaq.IsMap(f.Type()) && base.Known() {
			out = append(out, outlet{place: ssaq.StepAll(base, v.Type(), path), load: load, expr: b.Pkg.PartExpr(v, f), elem: true})
		}
	})
	return out
}

// copied returns the struct that the local variable a is a copy of.
func copied(a *ssa.Alloc) ssa.Value {
	var val ssa.Value
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			if val != nil {
				return nil
			}
			val = st.Val
		}
	}
	if ssaq.IsLiteral(val) {
		return nil
	}
	return val
}

// fieldsOf lists the maps of the struct that load reads from its place, except
// the fields that are assigned anew in the copy, if it is kept in one.
func fieldsOf(b *order.Flow, load *ssa.UnOp, copy *ssa.Alloc) []outlet {
	st, owner := ssaq.StructOf(load.Type())
	base := b.Place(load.X)
	if st == nil || owner == "" || !base.Known() {
		return nil
	}
	if _, value := load.Type().Underlying().(*types.Struct); !value {
		return nil
	}
	var out []outlet
	var locks []place.Place
	ssaq.OwnFields(load.Type(), func(f *types.Var, path []int) {
		kept := copy == nil || !ssaq.AssignsPath(copy, path)
		p := ssaq.StepAll(base, load.Type(), path)
		switch ptr, isPtr := f.Type().Underlying().(*types.Pointer); {
		case !kept:
		case ssaq.IsMap(f.Type()):
			out = append(out, outlet{place: p, load: load, expr: b.Pkg.PartExpr(load.X, f), copy: true})
		case isPtr && ssaq.IsLock(ptr.Elem()):
			locks = append(locks, p)
		}
	})
	for i := range out {
		out[i].locks = locks
	}
	return out
}

// assignedTo lists the maps that are assigned to the fields of the object a and
// still are where they come from at ret: they have not been replaced there.
func assignedTo(b *order.Flow, a *ssa.Alloc, ret *ssa.Return) []outlet {
	var out []outlet
	for _, fa := range ssaq.FieldAddrs(a) {
		for _, u := range *fa.Referrers() {
			st, ok := u.(*ssa.Store)
			if !ok || st.Addr != fa || !ssaq.IsMap(st.Val.Type()) {
				continue
			}
			if load := b.LoadOf(st.Val); load != nil {
				out = append(out, outlet{place: b.Current(st.Val, ret), load: load, expr: b.Pkg.ExprOf(st.Val), copy: true})
			}
		}
	}
	return out
}

// leak returns a map that is let out as a use of it, false if that is no
// concern: it is not shared, or a lock is held all the time.
func leak(b *order.Flow, l outlet, ret *ssa.Return) (effect.RootAccess, bool) {
	before := b.StateAt(l.load).Union(b.Pkg.EntryLocksets[b.Fn])
	if effect.Waited(before) {
		return effect.RootAccess{}, false // all who write are done
	}
	p := l.place
	if p.Kind == place.Value || p.Kind == place.Local || !p.Known() {
		return effect.RootAccess{}, false
	}
	at := before.Locks()
	held := released(b, at)
	if slices.ContainsFunc(held, func(m *state.SyncFact) bool { return slices.ContainsFunc(l.locks, m.Place.Same) }) {
		return effect.RootAccess{}, false // whoever gets the copy takes the same lock
	}
	if (l.elem || l.lazy) && b.Pkg.EntryLocksets[b.Fn].NumLocks() > 0 {
		return effect.RootAccess{}, false // the callers, who get the element or the iterator, hold the lock
	}
	if len(held) == 0 && (len(at) > 0 || l.copy || l.elem || !ast.IsExported(b.Fn.Name())) {
		return effect.RootAccess{}, false
	}
	u := effect.RootAccess{
		Access: effect.Access{Op: state.OpRead, Place: p, LoadedSteps: int16(p.Len()), Sync: held, Site: b.SiteOf(ret, l.expr, p)},
		Root:   context.NewRoot(b.Fn),
		Via:    ssaq.InstrPos(ret),
		Leak:   effect.Leak{InStruct: l.copy, InElement: l.elem, ByIterator: l.lazy},
	}
	return u, true
}

// released returns those of some locks that the function does not hold any
// more when it returns.
func released(b *order.Flow, held state.SyncSet) state.SyncSet {
	var out state.SyncSet
	for _, m := range held {
		if !b.Exit.Marks.Has(m.Place, m.Kind) && !b.Assumed.Has(m.Place, m.Kind) {
			out = append(out, m)
		}
	}
	return out
}
