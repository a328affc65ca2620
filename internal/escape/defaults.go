package escape

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A variable may hold the map of a package variable on one path and another map on the rest:
// "units := p.Units; if units == nil { units = DefaultUnits }". An access to it is an access to
// each of them.

// MapSources are the maps that a local variable may hold.
type MapSources struct {
	Globals []place.Place
	// Own says that a map is neither that of a package variable nor stored in one.
	Own bool
}

// maxSources bounds the number of values that are followed to find the maps of a variable.
const maxSources = 16

// SourcesOf finds the maps that m may be: those that a variable is assigned on different paths,
// and those in the copies of structs that it is assigned. It looks into the functions of the
// package that are called for a map.
func SourcesOf(h *heap.Heap, m ssa.Value) MapSources { return sources(h, m, returnedSources) }

// sources is [SourcesOf]; ofCall finds the maps that a call may return.
func sources(h *heap.Heap, m ssa.Value, ofCall func(*heap.Heap, *ssa.Call) MapSources) MapSources {
	var out MapSources
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
			if a, ok := x.X.(*ssa.Alloc); ok && typeq.IsMap(x.Type()) {
				work = append(work, ssaq.AssignedValues(a)...)
				continue
			}
		case *ssa.Const:
			continue // nil is not shared
		case *ssa.Call:
			if from := ofCall(h, x); len(from.Globals) > 0 {
				out.add(from.Globals...)
				out.Own = out.Own || from.Own
				continue
			}
		}
		if ps := copiedGlobals(h, v); len(ps) > 0 {
			out.add(ps...)
			out.Own = true
		} else if p := h.Place(v); p.Kind == place.Global {
			out.add(p)
		} else {
			others = append(others, v)
		}
	}
	for _, v := range others {
		keeps := func(g place.Place) bool { return v.Referrers() != nil && h.StoredAt(v, g) }
		out.Own = out.Own || !slices.ContainsFunc(out.Globals, keeps)
	}
	return out
}

// returnedSources finds the maps that a call may return: those that the callee returns on
// different paths.
func returnedSources(h *heap.Heap, call *ssa.Call) (out MapSources) {
	fn := h.Target(call.Common()).Fn
	callee := h.Pkg.Of[fn]
	if callee == nil || callee == h || !typeq.IsMap(call.Type()) {
		return out
	}
	for ret := range ssaq.ReturnsOf(fn) {
		from := sources(callee, ret.Results[0], noSources)
		out.add(from.Globals...)
		out.Own = out.Own || from.Own
	}
	return out
}

// noSources stands for [returnedSources] within a callee, whose own calls are not followed.
func noSources(*heap.Heap, *ssa.Call) MapSources { return MapSources{} }

// add adds maps of package variables that are not there yet.
func (s *MapSources) add(ps ...place.Place) {
	for _, p := range ps {
		if !slices.ContainsFunc(s.Globals, func(q place.Place) bool { return heap.Key(q) == heap.Key(p) }) {
			s.Globals = append(s.Globals, p)
		}
	}
}

// copiedGlobals returns the fields of package variables that the map m may be. So it is if m
// lies in a local struct that is assigned several structs, one of them a package variable.
func copiedGlobals(h *heap.Heap, m ssa.Value) []place.Place {
	load, ok := m.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	a, path := ssaq.LocalRoot(load.X)
	isField := a != nil && len(path) > 0
	if !isField || ssaq.AssignsPath(a, path) || h.Pkg.SoleValue(a) != nil {
		return nil
	}
	var out []place.Place
	for _, v := range ssaq.AssignedValues(a) {
		p := h.Place(v)
		if p.Kind != place.Global {
			continue
		}
		if p = ssaq.StepAll(p, a.Type(), path); p.Known() {
			out = append(out, p)
		}
	}
	return out
}

// ClaimsDefault reports whether a write to the map m at p, a package variable, is meant for
// another map: m may be another one, or copied is the copy of the struct that contains it.
func ClaimsDefault(h *heap.Heap, m ssa.Value, p place.Place, copied *ssa.Store) bool {
	isDefault := p.Kind == place.Global && IsDefault(h.Pkg, p)
	return isDefault && (copied != nil || SourcesOf(h, m).Own)
}

// ClaimsArgument reports whether a callee takes the map at p, a package variable with default
// values that the call at gives it, itself or in a copy of a struct, for one of its own: it makes
// entries there that its caller knows nothing of, or returns the map as if it were a new one. In
// the callee the map is at in.
func ClaimsArgument(callee *heap.Heap, in, p place.Place, at ssa.Instruction) bool {
	if callee == nil || in.Kind != place.Param || p.Kind != place.Global {
		return false
	}
	_, value := callee.Fn.Params[in.Index].Type().Underlying().(*types.Struct)
	if isWhole := in.Path == "" || value && in.OnlyFields(); !isWhole || !IsDefault(callee.Pkg, p) {
		return false
	}
	if returnsParameter(callee.Fn, callee.Fn.Params[in.Index]) {
		call, ok := at.(*ssa.Call)
		return ok && !slices.ContainsFunc(*call.Referrers(), func(r ssa.Instruction) bool { _, stored := r.(*ssa.Store); return stored })
	}
	own := func(s heap.MapAssignment) bool { return callee.Place(s.Map) == in && !enters(s.At, s.Value) }
	return slices.ContainsFunc(heap.MapAssignments(callee), own)
}

// returnsParameter reports whether a function returns one of its parameters.
func returnsParameter(fn *ssa.Function, param *ssa.Parameter) bool {
	for ret := range ssaq.ReturnsOf(fn) {
		if slices.Contains(ret.Results, ssa.Value(param)) {
			return true
		}
	}
	return false
}

// enters reports whether an assignment of v to an element of a map enters what the function, or its
// callee, was given: a function that does so is there to change the map of its caller.
func enters(at ssa.Instruction, v ssa.Value) bool {
	from := []ssa.Value{v}
	if up, ok := at.(*ssa.MapUpdate); ok {
		from = append(from, up.Key)
	}
	for i := 0; i < len(from) && i < maxOperands; i++ {
		switch v := from[i].(type) {
		case *ssa.Parameter, *ssa.FreeVar, *ssa.MakeClosure: // a literal may have captured a parameter
			return true
		case ssa.Instruction:
			for _, op := range v.Operands(nil) {
				if *op != nil && !slices.Contains(from, *op) {
					from = append(from, *op)
				}
			}
		}
	}
	return false
}

// maxOperands bounds the values that are followed to what an assigned value is computed from.
const maxOperands = 64

// IsDefault reports whether the map of a package variable holds default values: it has entries
// when the package is initialised, and no function writes to it by its name. A registry that
// functions fill is not such a map.
//
// Assumes: a variable of another package holds default values if this package does not write
// to it.
func IsDefault(hs *heap.Heaps, g place.Place) bool {
	if hs.FilledAtInit == nil {
		findFilled(hs)
	}
	name := g.Name + g.Path
	own := g.Name[:strings.LastIndexByte(g.Name, '.')+1] == hs.Types.Path()+"."
	return !hs.ChangedLater[name] && (!own || hs.FilledAtInit[name])
}

// findFilled finds the maps of package variables that are filled when the package is
// initialised, and those that are changed later.
func findFilled(hs *heap.Heaps) {
	hs.FilledAtInit, hs.ChangedLater = map[string]bool{}, map[string]bool{}
	for _, fn := range hs.Funcs {
		atInit := fn.Name() == "init" && fn.Synthetic != "" || strings.HasPrefix(fn.Name(), "init#")
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				recordGlobalMap(hs, instr, atInit)
			}
		}
	}
	delete(hs.ChangedLater, "")
}

// recordGlobalMap records what an instruction does to the map of a package variable; atInit says
// that it runs when the package is initialised.
func recordGlobalMap(hs *heap.Heaps, instr ssa.Instruction, atInit bool) {
	switch i := instr.(type) {
	case *ssa.Store:
		if name := nameOfGlobal(i.Addr); name != "" && atInit {
			fill(hs, name, i.Val, maxSources)
		}
	case *ssa.MapUpdate:
		if name := nameOfGlobal(i.Map); atInit {
			hs.FilledAtInit[name] = true
		} else {
			hs.ChangedLater[name] = true
		}
	case *ssa.Call:
		if bi, ok := i.Call.Value.(*ssa.Builtin); ok && (bi.Name() == "delete" || bi.Name() == "clear") {
			hs.ChangedLater[nameOfGlobal(i.Call.Args[0])] = true
		}
		recordChangesBy(hs, i)
	}
}

// recordChangesBy records the maps of package variables that a call passes to a function of the
// package which enters there what it is given.
func recordChangesBy(hs *heap.Heaps, call *ssa.Call) {
	fn := call.Call.StaticCallee()
	if fn == nil {
		return
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	for i, arg := range call.Call.Args {
		if i < len(fn.Params) && typeq.IsMap(arg.Type()) && entersInto(fn, fn.Params[i]) {
			hs.ChangedLater[nameOfGlobal(arg)] = true
		}
	}
}

// entersInto reports whether a function enters what it is given into the map m, its parameter, and
// does not return the map as if it were a new one.
func entersInto(fn *ssa.Function, m *ssa.Parameter) bool {
	return !returnsParameter(fn, m) && slices.ContainsFunc(fn.Blocks, func(blk *ssa.BasicBlock) bool {
		return slices.ContainsFunc(blk.Instrs, func(i ssa.Instruction) bool {
			up, ok := i.(*ssa.MapUpdate)
			return ok && up.Map == m && enters(up, up.Value)
		})
	})
}

// fill records the maps with entries with which a package variable is initialised: v itself, or
// those in the fields of the struct that v is or points to.
func fill(hs *heap.Heaps, name string, v ssa.Value, steps int) {
	if a, ok := ssaq.LoadedAlloc(v); ok {
		v = a
	}
	switch v := v.(type) {
	case *ssa.MakeMap:
		hs.FilledAtInit[name] = hs.FilledAtInit[name] || slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
			up, ok := r.(*ssa.MapUpdate)
			return ok && up.Map == v
		})
	case *ssa.Call:
		hs.FilledAtInit[name] = true
	case *ssa.Alloc, *ssa.FieldAddr:
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.FieldAddr:
				if r.X == v && steps > 0 {
					fill(hs, name+ssaq.FieldPath(r), r, steps-1)
				}
			case *ssa.Store:
				if r.Addr == v && steps > 0 {
					fill(hs, name, r.Val, steps-1)
				}
			}
		}
	}
}

// nameOfGlobal names the package variable that v is, or from which v is read, with the fields
// that lead from the variable to v; "" if there is none.
func nameOfGlobal(v ssa.Value) string {
	way := ""
	for range 2 * place.MaxSteps {
		switch x := v.(type) {
		case *ssa.Global:
			return ssaq.GlobalName(x) + way
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			way = ssaq.FieldPath(x) + way
			v = x.X
		default:
			return ""
		}
	}
	return ""
}
