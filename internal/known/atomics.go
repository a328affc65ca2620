package known

import (
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/state"
)

// atomicScalar returns what a function of sync/atomic does to the scalar whose address it
// receives: all but the Load functions write. The methods of the types of sync/atomic have no
// effect here, since a plain access to a value of such a type is not possible.
func atomicScalar(fn *types.Func) Effect {
	if fn.Pkg().Path() != "sync/atomic" || fn.Type().(*types.Signature).Recv() != nil {
		return Effect{}
	}
	op := state.OpWrite
	if strings.HasPrefix(fn.Name(), "Load") {
		op = state.OpRead
	}
	return Effect{Kind: Atomic, Ops: []MapOp{{Op: op}}}
}
