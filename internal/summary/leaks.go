package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Leaks lists the maps that a function reads from their variable under a lock
// and returns when it has given up the lock, by themselves or within a struct
// that it copies or makes, as the elements of a new map or slice, or with an iterator
// that reads them when it runs; and those that an exported function returns without
// any lock. Each is a Use: Marks is what was held when the variable was read,
// Via the return.
func (e *engine) Leaks() []Use {

	var out []Use
	for _, fn := range e.code {
		if fn.Parent() != nil || fn.Synthetic != "" {
			continue
		}
		b := e.builders[fn]
		for ret := range returnsOf(fn) {
			if ret.Pos().IsValid() {
				out = b.leaks(out, ret)
			}
		}
	}
	return out
}

// leaks appends the maps that one return lets out.
func (b *builder) leaks(out []Use, ret *ssa.Return) []Use {
	for _, res := range ret.Results {
		lazy := isIterator(res.Type())
		if !lazy && !leadsToMap(res.Type()) {
			continue
		}
		for _, v := range b.givenAt(res, ret) {
			var outlets []outlet
			if lazy {
				outlets = b.iterated(v, ret, maxIterators)
			} else {
				outlets = append(b.letOut(v, ret), b.elementOf(v, ret)...)
			}
			for _, elem := range b.collected(v) {
				outlets = append(outlets, b.letOut(elem, ret)...)
			}
			for _, l := range outlets {
				if u, ok := b.leak(l, ret); ok {
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
func (b *builder) letOut(v ssa.Value, ret *ssa.Return) []outlet {
	if isMap(v.Type()) {
		load := b.loadOf(v)
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
		return []outlet{{place: b.current(v, ret), load: load, expr: b.eng.exprOf(v)}}
	}
	a, ok := v.(*ssa.Alloc)
	if u, load := v.(*ssa.UnOp); load && u.Op == token.MUL {
		if a, ok = u.X.(*ssa.Alloc); !ok {
			return b.fieldsOf(u, nil)
		}
	}
	if !ok {
		return nil
	}
	if from, ok := copied(a).(*ssa.UnOp); ok && from.Op == token.MUL {
		return append(b.fieldsOf(from, a), b.assignedTo(a, ret)...)
	}
	return b.assignedTo(a, ret)
}

// elementOf lists the maps that leave a function with v, a pointer to a struct
// that is an element of a collection.
func (b *builder) elementOf(v ssa.Value, ret *ssa.Return) []outlet {
	st, owner := structOf(v.Type())
	load, _ := elementLoad(v)
	if _, ptr := v.Type().Underlying().(*types.Pointer); !ptr || st == nil || owner == "" || load == nil || b.takenOut(v, ret) {
		return nil
	}
	base := b.current(v, ret)
	var out []outlet
	ownFields(v.Type(), func(f *types.Var, path []int) {
		if isMap(f.Type()) && base.Known() {
			out = append(out, outlet{place: stepAll(base, v.Type(), path), load: load, expr: b.eng.partExpr(v, f), elem: true})
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
	if isLiteral(val) {
		return nil
	}
	return val
}

// fieldsOf lists the maps of the struct that load reads from its place, except
// the fields that are assigned anew in the copy, if it is kept in one.
func (b *builder) fieldsOf(load *ssa.UnOp, copy *ssa.Alloc) []outlet {
	st, owner := structOf(load.Type())
	base := b.place(load.X)
	if st == nil || owner == "" || !base.Known() {
		return nil
	}
	if _, value := load.Type().Underlying().(*types.Struct); !value {
		return nil
	}
	var out []outlet
	var locks []place.Place
	ownFields(load.Type(), func(f *types.Var, path []int) {
		kept := copy == nil || !assignsPath(copy, path)
		p := stepAll(base, load.Type(), path)
		switch ptr, isPtr := f.Type().Underlying().(*types.Pointer); {
		case !kept:
		case isMap(f.Type()):
			out = append(out, outlet{place: p, load: load, expr: b.eng.partExpr(load.X, f), copy: true})
		case isPtr && isLock(ptr.Elem()):
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
func (b *builder) assignedTo(a *ssa.Alloc, ret *ssa.Return) []outlet {
	var out []outlet
	for _, fa := range fieldAddrs(a) {
		for _, u := range *fa.Referrers() {
			st, ok := u.(*ssa.Store)
			if !ok || st.Addr != fa || !isMap(st.Val.Type()) {
				continue
			}
			if load := b.loadOf(st.Val); load != nil {
				out = append(out, outlet{place: b.current(st.Val, ret), load: load, expr: b.eng.exprOf(st.Val), copy: true})
			}
		}
	}
	return out
}

// leak returns a map that is let out as a use of it, false if that is no
// concern: it is not shared, or a lock is held all the time.
func (b *builder) leak(l outlet, ret *ssa.Return) (Use, bool) {
	before := b.stateAt(l.load).Union(b.eng.entries[b.fn])
	if waited(before) {
		return Use{}, false // all who write are done
	}
	p := l.place
	if p.Kind == place.Value || p.Kind == place.Local || !p.Known() {
		return Use{}, false
	}
	at := before.Locks()
	held := b.released(at)
	if slices.ContainsFunc(held, func(m *state.Mark) bool { return slices.ContainsFunc(l.locks, m.Place.Same) }) {
		return Use{}, false // whoever gets the copy takes the same lock
	}
	if (l.elem || l.lazy) && b.eng.entries[b.fn].NumLocks() > 0 {
		return Use{}, false // the callers, who get the element or the iterator, hold the lock
	}
	if len(held) == 0 && (len(at) > 0 || l.copy || l.elem || !ast.IsExported(b.fn.Name())) {
		return Use{}, false
	}
	u := Use{
		Access: Access{Op: state.OpRead, Place: p, ByVal: int16(p.Len()), Marks: held, Site: b.siteOf(ret, l.expr, p)},
		Root:   newRoot(b.fn),
		Via:    instrPos(ret),
		Outlet: Outlet{Copied: l.copy, Within: l.elem, Lazy: l.lazy},
	}
	return u, true
}

// released returns those of some locks that the function does not hold any
// more when it returns.
func (b *builder) released(held state.Marks) state.Marks {
	var out state.Marks
	for _, m := range held {
		if !b.exit.marks.Has(m.Place, m.Mode) && !b.assumed.Has(m.Place, m.Mode) {
			out = append(out, m)
		}
	}
	return out
}
