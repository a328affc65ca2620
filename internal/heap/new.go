package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// NewHeaps returns the heaps of a package, as yet of none of its functions.
func NewHeaps(p *program.Program) *Heaps {
	return &Heaps{Program: p, Of: map[*ssa.Function]*Heap{}, Replaced: map[*ssa.Function][]place.Place{}, insertKeys: map[*ssa.Function][]ssa.Value{}}
}

// New returns the heap of a function.
func New(hs *Heaps, fn *ssa.Function) *Heap {
	return &Heap{
		Pkg: hs, Fn: fn, ID: fn.RelString(hs.In.Pkg),
		memo:     newMemo(),
		Defs:     map[string]ssa.Instruction{},
		assigned: map[place.Place]map[ssa.Instruction]bool{},
		Flows:    ssaq.Paths{Fn: fn},
		Control:  ssaq.Control{Fn: fn},
		Loops:    map[*ssa.BasicBlock]map[*ssa.BasicBlock]bool{},
		cache:    cache{held: map[*ssa.Alloc][]ssa.Value{}},
	}
}
