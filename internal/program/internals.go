package program

import (
	"golang.org/x/tools/go/ssa"
)

// InitOf returns what the variable at addr holds from its declaration on.
func (e *Program) InitOf(addr ssa.Value) ssa.Value {
	if a, ok := addr.(*ssa.Alloc); ok {
		return e.SoleStore(a)
	}
	return nil
}
