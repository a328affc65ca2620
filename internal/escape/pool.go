package escape

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Retirement is where a function gives an object back to a sync.Pool. Until then the function
// owns the object: the pool gives it to whoever asks next, so nobody else may have it.
type Retirement struct {
	object place.Place
	at     ssa.Instruction
}

// maxRetiring bounds the calls that lead to the Put of a pool.
const maxRetiring = 3

// UsesPools reports whether some function of the package gives an object to a sync.Pool.
func UsesPools(hs *heap.Heaps) bool {
	for _, fn := range hs.Funcs {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok && putsInPool(call.Common()) {
					return true
				}
			}
		}
	}
	return false
}

func putsInPool(call *ssa.CallCommon) bool {
	obj := ssaq.CalleeObj(call)
	return obj != nil && obj.Name() == "Put" && obj.FullName() == "(*sync.Pool).Put"
}

// Retirements lists where a function gives objects back to pools, itself or in a callee.
func Retirements(h *heap.Heap) []Retirement { return retirements(h, maxRetiring) }

func retirements(h *heap.Heap, depth int) []Retirement {
	var out []Retirement
	for _, blk := range h.Fn.Blocks {
		for _, instr := range blk.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if _, start := instr.(*ssa.Go); !ok || start {
				continue
			}
			for _, v := range retired(h, call.Common(), depth) {
				if p := h.Place(ssaq.Unboxed(v)); p.Known() && p.Kind != place.Global {
					out = append(out, Retirement{p, instr})
				}
			}
		}
	}
	return out
}

// retired returns the arguments of a call that it gives back to a pool.
func retired(h *heap.Heap, call *ssa.CallCommon, depth int) []ssa.Value {
	if putsInPool(call) {
		return call.Args[1:]
	}
	fn := call.StaticCallee()
	if fn == nil || depth == 0 {
		return nil
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if fn.Blocks == nil || h.Pkg.Of[fn] == nil {
		return nil
	}
	var out []ssa.Value
	for _, r := range retirements(h.Pkg.Of[fn], depth-1) {
		isParam := r.object.Kind == place.Param && r.object.Path == "" && r.object.Index < len(call.Args)
		if isParam && passes(fn.Blocks[0], nil, r.at) {
			out = append(out, call.Args[r.object.Index])
		}
	}
	return out
}

// Owns reports whether the function gives the object around p back to a pool after an
// instruction, whatever path it takes, and has not done so before.
func (r Retirement) Owns(g *ssaq.Paths, at ssa.Instruction, p place.Place) bool {
	if !p.HasPrefix(r.object) {
		return false
	}
	if _, deferred := r.at.(*ssa.Defer); deferred {
		return r.at.Block().Dominates(at.Block()) || passes(at.Block(), at, r.at)
	}
	return !g.Follows(r.at, at) && passes(at.Block(), at, r.at)
}

// passes reports whether every path from a block, or from an instruction of it, to a return
// leads over an instruction.
func passes(blk *ssa.BasicBlock, from, over ssa.Instruction) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var all func(blk *ssa.BasicBlock, instrs []ssa.Instruction) bool
	all = func(blk *ssa.BasicBlock, instrs []ssa.Instruction) bool {
		if slices.Contains(instrs, over) {
			return true
		}
		if n := len(instrs); n > 0 {
			if _, ok := instrs[n-1].(*ssa.Return); ok {
				return false
			}
		}
		for _, s := range blk.Succs {
			if seen[s] {
				continue
			}
			seen[s] = true
			if !all(s, s.Instrs) {
				return false
			}
		}
		return true
	}
	return all(blk, blk.Instrs[slices.Index(blk.Instrs, from)+1:])
}
