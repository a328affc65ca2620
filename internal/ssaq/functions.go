// Package ssaq answers questions about the SSA form of one function that need no more than
// its instructions: which blocks reach which, which condition decides what, what a variable
// holds that is assigned once, which field an address is of.
//
// A question about a type alone belongs in typeq. A question that needs other functions of
// the package belongs in program, and one that needs the object that a value denotes in
// heap.
//
// Postdominators and control dependence are those of Ferrante, Ottenstein and Warren
// (TOPLAS 1987); Tarjan's algorithm finds strongly connected components.
package ssaq

import (
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Outermost returns the declared function around a literal, and fn itself if it is
// declared.
func Outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// Literals lists the function literals within fn, and those within them.
func Literals(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	for _, f := range fn.AnonFuncs {
		out = append(append(out, f), Literals(f)...)
	}
	return out
}

// RecvName returns the name of the type whose method fn, or the declared function around
// it, is. It returns "" if that is not a method.
func RecvName(fn *ssa.Function) string {
	recv := Outermost(fn).Signature.Recv()
	if recv == nil {
		return ""
	}
	return typeq.TypeName(typeq.Pointee(recv.Type()))
}

// IsLockerMethod reports whether fn is a method of a type that has methods Lock and
// Unlock.
func IsLockerMethod(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	return recv != nil && known.IsLocker(types.NewPointer(typeq.Pointee(recv.Type())))
}

// IsQuery reports whether fn, or the declared function around it, has a result that is
// neither an error nor of the type of its receiver.
func IsQuery(fn *ssa.Function) bool {
	sig := Outermost(fn).Signature
	for v := range sig.Results().Variables() {
		if typeq.TypeName(v.Type()) != "error" && !(sig.Recv() != nil && types.Identical(v.Type(), sig.Recv().Type())) {
			return true
		}
	}
	return false
}

// InstrsOf yields the instructions of fn, block by block.
func InstrsOf(fn *ssa.Function) iter.Seq[ssa.Instruction] {
	return func(yield func(ssa.Instruction) bool) {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}

// ReturnsOf yields the return instructions of fn.
func ReturnsOf(fn *ssa.Function) iter.Seq[*ssa.Return] {
	return func(yield func(*ssa.Return) bool) {
		for _, blk := range fn.Blocks {
			if ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return); ok && !yield(ret) {
				return
			}
		}
	}
}
