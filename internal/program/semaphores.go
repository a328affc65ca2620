package program

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"
)

const semaphorePath = "golang.org/x/sync/semaphore"

// hasExclusiveSemaphores reports whether the package makes weighted semaphores and each of
// them admits one holder, so that Acquire is Lock. The analysis does not follow which
// semaphore a variable holds: if one admits more holders, none is a lock.
//
// False negative: a semaphore that another package makes.
func (p *Program) hasExclusiveSemaphores(info *types.Info) bool {
	if !slices.ContainsFunc(p.Types.Imports(), func(imp *types.Package) bool { return imp.Path() == semaphorePath }) {
		return false
	}
	made, exclusive := false, true
	for _, call := range p.calls {
		if fn, ok := typeutil.Callee(info, call).(*types.Func); ok && fn.FullName() == semaphorePath+".NewWeighted" {
			v := info.Types[call.Args[0]].Value
			made, exclusive = true, exclusive && v != nil && constant.Compare(v, token.EQL, constant.MakeInt64(1))
		}
	}
	return made && exclusive
}
