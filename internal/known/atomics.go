package known

import (
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/state"
)

// IsAtomic reports whether a function is one of package sync/atomic.
func IsAtomic(fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic"
}

// atomicScalar returns what a function of sync/atomic does to the scalar whose address it
// receives: all but the Load functions write. The methods of the types of sync/atomic have no
// effect here, since a plain access to a value of such a type is not possible.
func atomicScalar(fn *types.Func) Effect {
	if !IsAtomic(fn) || fn.Type().(*types.Signature).Recv() != nil {
		return Effect{}
	}
	op := state.OpWrite
	if strings.HasPrefix(fn.Name(), "Load") {
		op = state.OpRead
	}
	return Effect{Kind: Atomic, Ops: []MapOp{{Op: op}}}
}
