package summary

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A variable may have the map of a package variable on one way and another one on the
// rest: "units := p.Units; if units == nil { units = DefaultUnits }". What is done to it
// is done to both.

// mapSources are the maps that a local variable may have.
type mapSources struct {
	globals []place.Place
	// own is set if there is one that is not a package variable's, nor assigned to it.
	own bool
}

// maxSources bounds the values from which the maps of a variable come.
const maxSources = 16

// sourcesOf finds the maps that m may be: those of the values that a variable gets on
// different ways, or in the copies of structs that it gets.
func (b *builder) sourcesOf(m ssa.Value) mapSources { return b.sources(m, true) }

// sources is [builder.sourcesOf]; if returned is set also of what functions of the
// package return that are called for a map.
func (b *builder) sources(m ssa.Value, returned bool) mapSources {
	var out mapSources
	var others []ssa.Value
	seen := map[ssa.Value]bool{}
	work := []ssa.Value{m}
	for len(work) > 0 && len(seen) < maxSources {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v] {
			continue
		}
		seen[v] = true
		switch x := v.(type) {
		case *ssa.Phi:
			work = append(work, x.Edges...)
			continue
		case *ssa.ChangeType:
			work = append(work, x.X)
			continue
		case *ssa.UnOp:
			if a, ok := x.X.(*ssa.Alloc); ok && isMap(x.Type()) {
				work = append(work, assignedTo(a)...)
				continue
			}
		case *ssa.Const:
			continue // nothing to share
		case *ssa.Call:
			if from := b.returnedSources(x); returned && len(from.globals) > 0 {
				out.add(from.globals...)
				out.own = out.own || from.own
				continue
			}
		}
		if ps := b.copiedGlobals(v); len(ps) > 0 {
			out.add(ps...)
			out.own = true
		} else if p := b.place(v); p.Kind == place.Global {
			out.add(p)
		} else {
			others = append(others, v)
		}
	}
	for _, v := range others {
		keeps := func(g place.Place) bool { return v.Referrers() != nil && b.storedAt(v, g) }
		out.own = out.own || !slices.ContainsFunc(out.globals, keeps)
	}
	return out
}

// returnedSources finds the maps that a call may return: those of the values that the
// function returns on different ways.
func (b *builder) returnedSources(call *ssa.Call) (out mapSources) {
	fn := b.target(call.Common()).fn
	callee := b.eng.builders[fn]
	if callee == nil || callee == b || !isMap(call.Type()) {
		return out
	}
	for ret := range returnsOf(fn) {
		from := callee.sources(ret.Results[0], false)
		out.add(from.globals...)
		out.own = out.own || from.own
	}
	return out
}

// assignedTo lists what the function itself assigns to a local variable.
func assignedTo(a *ssa.Alloc) []ssa.Value {
	var out []ssa.Value
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			out = append(out, st.Val)
		}
	}
	return out
}

func (s *mapSources) add(ps ...place.Place) {
	for _, p := range ps {
		if !slices.ContainsFunc(s.globals, func(q place.Place) bool { return key(q) == key(p) }) {
			s.globals = append(s.globals, p)
		}
	}
}

// copiedGlobals returns the fields of package variables that the map m is if it is that
// of a local struct which is assigned several others, one of which is a package variable.
func (b *builder) copiedGlobals(m ssa.Value) []place.Place {
	load, ok := m.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	a, path := copyRoot(load.X)
	if a == nil || len(path) == 0 || assignsPath(a, path) || b.eng.soleStore(a) != nil {
		return nil
	}
	var out []place.Place
	for _, v := range assignedTo(a) {
		p := b.place(v)
		if p.Kind != place.Global {
			continue
		}
		if p = stepAll(p, a.Type(), path); p.Known() {
			out = append(out, p)
		}
	}
	return out
}

// besides returns the events of an operation on the map m, at p, that concern the package
// variables whose map m may be.
func (b *builder) besides(op state.Op, m ssa.Value, p place.Place, at ssa.Instruction, pos token.Pos) []*event {
	var out []*event
	from := b.sourcesOf(m)
	for _, g := range from.globals {
		if key(g) == key(p) {
			continue
		}
		for _, ev := range b.accessAt(op, g, b.eng.exprAt(pos, m), at, pos) {
			a := &ev.accesses[0]
			a.ByVal = int16(g.Len())
			a.Claimed = from.own && op.Writes() && b.eng.isDefault(g)
			ev.load = b.loadOf(m)
			out = append(out, ev)
		}
	}
	return out
}

// givenGlobals returns the accesses of a callee, of which a is one as the caller has it, to the
// package variables whose map its argument v may be.
func (b *builder) givenGlobals(a Access, v ssa.Value, at ssa.Instruction) []Access {
	if v == nil || !isMap(v.Type()) || a.Place.Kind == place.Global {
		return nil
	}
	var out []Access
	from := b.sourcesOf(v)
	for _, g := range from.globals {
		c := b.given(a, g, v, at)
		c.Place, c.ByVal = g, int16(g.Len())
		c.Claimed = from.own && a.Op.Writes() && b.eng.isDefault(g)
		out = append(out, c)
	}
	return out
}

// claimsDefault reports whether a write to the map m, which is that of a package variable,
// is meant for another map that m may be, or for the map of a copy.
func (b *builder) claimsDefault(m ssa.Value, p place.Place, copied bool) bool {
	return p.Kind == place.Global && b.eng.isDefault(p) && (copied || b.sourcesOf(m).own)
}

// isDefault reports whether the map of a package variable is one that others read: it has
// entries when the package is initialised, and no function writes to it by its name.
// A registry that functions fill is not.
//
// Assumes: so it is with the variables of other packages to which this one does not write.
func (e *engine) isDefault(g place.Place) bool {
	if e.filled == nil {
		e.findFilled()
	}
	name := g.Name + g.Path
	own := g.Name[:strings.LastIndexByte(g.Name, '.')+1] == e.in.Pkg.Path()+"."
	return !e.changed[name] && (!own || e.filled[name])
}

// findFilled finds the maps of package variables that are filled when the package is
// initialised, and those that are changed later.
func (e *engine) findFilled() {
	e.filled, e.changed = map[string]bool{}, map[string]bool{}
	for _, fn := range e.funcs {
		start := fn.Name() == "init" && fn.Synthetic != "" || strings.HasPrefix(fn.Name(), "init#")
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				switch i := instr.(type) {
				case *ssa.Store:
					if name := nameOfGlobal(i.Addr); name != "" && start {
						e.fill(name, i.Val, maxSources)
					}
				case *ssa.MapUpdate:
					if name := nameOfGlobal(i.Map); start {
						e.filled[name] = true
					} else {
						e.changed[name] = true
					}
				case *ssa.Call:
					if bi, ok := i.Call.Value.(*ssa.Builtin); ok && (bi.Name() == "delete" || bi.Name() == "clear") {
						e.changed[nameOfGlobal(i.Call.Args[0])] = true
					}
					e.changeBy(i)
				}
			}
		}
	}
	delete(e.changed, "")
}

// changeBy notes the maps of package variables that a call gives, by name, to a function of
// the package which writes to them.
func (e *engine) changeBy(call *ssa.Call) {
	fn := call.Call.StaticCallee()
	if fn == nil {
		return
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	for i, arg := range call.Call.Args {
		if i < len(fn.Params) && isMap(arg.Type()) && updates(fn, fn.Params[i]) {
			e.changed[nameOfGlobal(arg)] = true
		}
	}
}

// updates reports whether a function assigns elements of the map m.
func updates(fn *ssa.Function, m ssa.Value) bool {
	return slices.ContainsFunc(fn.Blocks, func(blk *ssa.BasicBlock) bool {
		return slices.ContainsFunc(blk.Instrs, func(i ssa.Instruction) bool {
			up, ok := i.(*ssa.MapUpdate)
			return ok && up.Map == m
		})
	})
}

// fill notes the maps with entries that a package variable is initialised with: v itself,
// or those in the fields of the struct that v is or points to.
func (e *engine) fill(name string, v ssa.Value, steps int) {
	if a, ok := loadedAlloc(v); ok {
		v = a
	}
	switch v := v.(type) {
	case *ssa.MakeMap:
		e.filled[name] = e.filled[name] || slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			up, ok := r.(*ssa.MapUpdate)
			return ok && up.Map == v
		})
	case *ssa.Call:
		e.filled[name] = true
	case *ssa.Alloc, *ssa.FieldAddr:
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.FieldAddr:
				if r.X == v && steps > 0 {
					e.fill(name+wayTo(r), r, steps-1)
				}
			case *ssa.Store:
				if r.Addr == v && steps > 0 {
					e.fill(name, r.Val, steps-1)
				}
			}
		}
	}
}

// nameOfGlobal names the package variable that v is, is read from, or is a field of, with
// the way there; "" if it is none.
func nameOfGlobal(v ssa.Value) string {
	way := ""
	for range 2 * place.MaxSteps {
		switch x := v.(type) {
		case *ssa.Global:
			return globalName(x) + way
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			way = wayTo(x) + way
			v = x.X
		default:
			return ""
		}
	}
	return ""
}
