package program

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// findContracts notes the methods that other people's code calls many times at
// once, which only what happens to their object shows: those of types that
// implement a gRPC service, and of objects that are registered with net/rpc.
func findContracts(e *Program) {
	for _, iface := range services(e) {
		if iface.NumMethods() == 0 {
			continue
		}
		for _, t := range e.typesWith(iface.Method(0).Name()) {
			if !types.Implements(t, iface) {
				continue
			}
			for m := range iface.Methods() {
				promise(e, t, m.Name(), "gRPC handler")
			}
		}
	}
	for _, fn := range e.Funcs {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					rpcObject(e, call.Common())
				}
			}
		}
	}
}

// services lists the interfaces of the services that the package and those
// which it imports register.
func services(e *Program) []*types.Interface {
	out := known.Services(e.In.Pkg)
	for _, p := range e.In.Pkg.Imports() {
		out = append(out, known.Services(p)...)
	}
	return out
}

// rpcObject notes the methods of an object that a call registers with net/rpc.
func rpcObject(e *Program, call *ssa.CallCommon) {
	obj := ssaq.CalleeObj(call)
	if obj == nil || call.IsInvoke() {
		return
	}
	i := known.RPCReceiver(obj)
	if i < 0 || i >= len(call.Args) {
		return
	}
	t := ssaq.Unboxed(call.Args[i]).Type()
	for sel := range types.NewMethodSet(t).Methods() {
		if m, ok := sel.Obj().(*types.Func); ok && known.IsRPCMethod(m) {
			promise(e, t, m.Name(), "RPC handler")
		}
	}
}

// promise notes that a method of t is called many times at once.
func promise(e *Program, t types.Type, method, how string) {
	obj, _, _ := types.LookupFieldOrMethod(t, true, e.In.Pkg, method)
	if m, ok := obj.(*types.Func); ok && m.Pkg() == e.In.Pkg {
		e.Contracts[e.SSA.Prog.FuncValue(m.Origin())] = how
	}
}

// EntryName returns how a message calls the executions of a function that a
// contract lets run many times at once: by what its object is for, by where it is
// kept, because it has the type of a handler and is given away, or is there for other
// packages to do so, or by its name and type. A method of that type that the package
// does not give away may be one of an object that belongs to a request.
func (e *Program) EntryName(fn *ssa.Function) string {
	if how := e.Contracts[fn]; how != "" {
		return how
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Parent() != nil {
		return ""
	}
	if how := known.Contract(fn.Signature); how != "" && (e.Taken[fn] || fn.Signature.Recv() == nil && ast.IsExported(fn.Name())) {
		return how
	}
	return known.MethodContract(obj)
}

// GivenRequest reports whether a function is given an HTTP request.
func GivenRequest(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if ssaq.TypeName(ssaq.Pointee(p.Type())) == "net/http.Request" {
			return true
		}
	}
	return false
}
