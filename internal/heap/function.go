package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// NewHeaps returns the heaps of a package, which has no heap of a function yet.
func NewHeaps(p *program.Program) *Heaps {
	return &Heaps{
		Program: p, Of: map[*ssa.Function]*Heap{},
		alwaysAssigned: map[*ssa.Function][]place.Place{}, insertKeys: map[*ssa.Function][]ssa.Value{},
	}
}

// New returns the heap of a function.
func New(hs *Heaps, fn *ssa.Function) *Heap {
	return &Heap{
		Pkg: hs, Fn: fn, ID: fn.RelString(hs.Types),
		memo:     newMemo(),
		Defs:     map[string]ssa.Instruction{},
		assigned: map[place.Place]map[ssa.Instruction]bool{},
		Paths:    ssaq.Paths{Fn: fn},
		Control:  ssaq.Control{Fn: fn},
		searches: searches{
			loops:  map[*ssa.BasicBlock]map[*ssa.BasicBlock]bool{},
			stored: map[*ssa.Alloc][]ssa.Value{},
		},
	}
}

// InstrsOf lists the instructions of the function that is accepts.
func InstrsOf(h *Heap, is func(ssa.Instruction) bool) []ssa.Instruction {
	var out []ssa.Instruction
	for _, blk := range h.Fn.Blocks {
		for _, i := range blk.Instrs {
			if is(i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// AllOf lists the instructions of the function that have the type T.
func AllOf[T ssa.Instruction](h *Heap) []T {
	var out []T
	for _, blk := range h.Fn.Blocks {
		for _, instr := range blk.Instrs {
			if i, ok := instr.(T); ok {
				out = append(out, i)
			}
		}
	}
	return out
}

// Loop returns the natural loop with that head, nil if the block is not the head of one.
func (h *Heap) Loop(head *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	if body, ok := h.loops[head]; ok {
		return body
	}
	var body map[*ssa.BasicBlock]bool
	for _, p := range head.Preds {
		if !head.Dominates(p) {
			continue
		}
		if body == nil {
			body = map[*ssa.BasicBlock]bool{head: true}
		}
		work := []*ssa.BasicBlock{p}
		for len(work) > 0 {
			blk := work[len(work)-1]
			work = work[:len(work)-1]
			if !body[blk] {
				body[blk] = true
				work = append(work, blk.Preds...)
			}
		}
	}
	h.loops[head] = body
	return body
}

// maxCost bounds the cost of the searches of one function that walk over all its blocks
// for each instruction of some kind. It allows a thousand searches of a thousand blocks.
const maxCost = 1 << 20

// WithinBudget reports whether the function may be searched once more.
//
// False negative: a caller that may not search gives the answer that avoids a report.
func (h *Heap) WithinBudget() bool {
	h.cost += len(h.Fn.Blocks)
	if h.cost > maxCost {
		h.Pkg.LimitReached(h.Fn, "maps to search for insertions and look-ups")
		return false
	}
	return true
}
