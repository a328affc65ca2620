package escape

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// A variable may have the map of a package variable on one way and another one on the
// rest: "units := p.Units; if units == nil { units = DefaultUnits }". What is done to it
// is done to both.

// mapSources are the maps that a local variable may have.
type mapSources struct {
	Globals []place.Place
	// own is set if there is one that is not a package variable's, nor assigned to it.
	Own bool
}

// maxSources bounds the values from which the maps of a variable come.
const maxSources = 16

// SourcesOf finds the maps that m may be: those of the values that a variable gets on
// different ways, or in the copies of structs that it gets.
func SourcesOf(b *heap.Heap, m ssa.Value) mapSources { return sources(b, m, true) }

// sources is [SourcesOf]; if returned is set also of what functions of the
// package return that are called for a map.
func sources(b *heap.Heap, m ssa.Value, returned bool) mapSources {
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
			if a, ok := x.X.(*ssa.Alloc); ok && ssaq.IsMap(x.Type()) {
				work = append(work, ssaq.AssignedTo(a)...)
				continue
			}
		case *ssa.Const:
			continue // nothing to share
		case *ssa.Call:
			if from := returnedSources(b, x); returned && len(from.Globals) > 0 {
				out.add(from.Globals...)
				out.Own = out.Own || from.Own
				continue
			}
		}
		if ps := copiedGlobals(b, v); len(ps) > 0 {
			out.add(ps...)
			out.Own = true
		} else if p := b.Place(v); p.Kind == place.Global {
			out.add(p)
		} else {
			others = append(others, v)
		}
	}
	for _, v := range others {
		keeps := func(g place.Place) bool { return v.Referrers() != nil && b.StoredAt(v, g) }
		out.Own = out.Own || !slices.ContainsFunc(out.Globals, keeps)
	}
	return out
}

// returnedSources finds the maps that a call may return: those of the values that the
// function returns on different ways.
func returnedSources(b *heap.Heap, call *ssa.Call) (out mapSources) {
	fn := b.Target(call.Common()).Fn
	callee := b.Pkg.Of[fn]
	if callee == nil || callee == b || !ssaq.IsMap(call.Type()) {
		return out
	}
	for ret := range ssaq.ReturnsOf(fn) {
		from := sources(callee, ret.Results[0], false)
		out.add(from.Globals...)
		out.Own = out.Own || from.Own
	}
	return out
}

func (s *mapSources) add(ps ...place.Place) {
	for _, p := range ps {
		if !slices.ContainsFunc(s.Globals, func(q place.Place) bool { return heap.Key(q) == heap.Key(p) }) {
			s.Globals = append(s.Globals, p)
		}
	}
}

// copiedGlobals returns the fields of package variables that the map m is if it is that
// of a local struct which is assigned several others, one of which is a package variable.
func copiedGlobals(b *heap.Heap, m ssa.Value) []place.Place {
	load, ok := m.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	a, path := ssaq.CopyRoot(load.X)
	if a == nil || len(path) == 0 || ssaq.AssignsPath(a, path) || b.Pkg.SoleStore(a) != nil {
		return nil
	}
	var out []place.Place
	for _, v := range ssaq.AssignedTo(a) {
		p := b.Place(v)
		if p.Kind != place.Global {
			continue
		}
		if p = ssaq.StepAll(p, a.Type(), path); p.Known() {
			out = append(out, p)
		}
	}
	return out
}

// ClaimsDefault reports whether a write to the map m, which is that of a package variable,
// is meant for another map that m may be, or for the map of a copy.
func ClaimsDefault(b *heap.Heap, m ssa.Value, p place.Place, copied bool) bool {
	return p.Kind == place.Global && IsDefault(b.Pkg, p) && (copied || SourcesOf(b, m).Own)
}

// IsDefault reports whether the map of a package variable is one that others read: it has
// entries when the package is initialised, and no function writes to it by its name.
// A registry that functions fill is not.
//
// Assumes: so it is with the variables of other packages to which this one does not write.
func IsDefault(e *heap.Heaps, g place.Place) bool {
	if e.Filled == nil {
		findFilled(e)
	}
	name := g.Name + g.Path
	own := g.Name[:strings.LastIndexByte(g.Name, '.')+1] == e.In.Pkg.Path()+"."
	return !e.Changed[name] && (!own || e.Filled[name])
}

// findFilled finds the maps of package variables that are filled when the package is
// initialised, and those that are changed later.
func findFilled(e *heap.Heaps) {
	e.Filled, e.Changed = map[string]bool{}, map[string]bool{}
	for _, fn := range e.Funcs {
		start := fn.Name() == "init" && fn.Synthetic != "" || strings.HasPrefix(fn.Name(), "init#")
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				switch i := instr.(type) {
				case *ssa.Store:
					if name := nameOfGlobal(i.Addr); name != "" && start {
						fill(e, name, i.Val, maxSources)
					}
				case *ssa.MapUpdate:
					if name := nameOfGlobal(i.Map); start {
						e.Filled[name] = true
					} else {
						e.Changed[name] = true
					}
				case *ssa.Call:
					if bi, ok := i.Call.Value.(*ssa.Builtin); ok && (bi.Name() == "delete" || bi.Name() == "clear") {
						e.Changed[nameOfGlobal(i.Call.Args[0])] = true
					}
					changeBy(e, i)
				}
			}
		}
	}
	delete(e.Changed, "")
}

// changeBy notes the maps of package variables that a call gives, by name, to a function of
// the package which writes to them.
func changeBy(e *heap.Heaps, call *ssa.Call) {
	fn := call.Call.StaticCallee()
	if fn == nil {
		return
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	for i, arg := range call.Call.Args {
		if i < len(fn.Params) && ssaq.IsMap(arg.Type()) && updates(fn, fn.Params[i]) {
			e.Changed[nameOfGlobal(arg)] = true
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
func fill(e *heap.Heaps, name string, v ssa.Value, steps int) {
	if a, ok := ssaq.LoadedAlloc(v); ok {
		v = a
	}
	switch v := v.(type) {
	case *ssa.MakeMap:
		e.Filled[name] = e.Filled[name] || slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			up, ok := r.(*ssa.MapUpdate)
			return ok && up.Map == v
		})
	case *ssa.Call:
		e.Filled[name] = true
	case *ssa.Alloc, *ssa.FieldAddr:
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.FieldAddr:
				if r.X == v && steps > 0 {
					fill(e, name+ssaq.WayTo(r), r, steps-1)
				}
			case *ssa.Store:
				if r.Addr == v && steps > 0 {
					fill(e, name, r.Val, steps-1)
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
			return ssaq.GlobalName(x) + way
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			way = ssaq.WayTo(x) + way
			v = x.X
		default:
			return ""
		}
	}
	return ""
}
