package known

import (
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/state"
)

// atomicWord returns what a function of sync/atomic does to the word that it is
// given the address of: all but the Load functions write. The methods of the
// types of sync/atomic need nothing, since such a word cannot be used plainly.
func atomicWord(fn *types.Func) Effect {
	if fn.Pkg().Path() != "sync/atomic" || fn.Type().(*types.Signature).Recv() != nil {
		return Effect{}
	}
	op := state.OpWrite
	if strings.HasPrefix(fn.Name(), "Load") {
		op = state.OpRead
	}
	return Effect{Kind: Atomic, Ops: []MapOp{{Op: op}}}
}
