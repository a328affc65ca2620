package program

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// findContracts finds the methods that a server calls many times at once because of what
// the package does with their object: methods of types that implement a gRPC service, and
// of objects that are registered with net/rpc.
func (p *Program) findContracts() {
	for _, iface := range p.services() {
		if iface.NumMethods() == 0 {
			continue
		}
		for _, t := range p.typesWith(iface.Method(0).Name()) {
			if !types.Implements(t, iface) {
				continue
			}
			for m := range iface.Methods() {
				p.addContract(t, m.Name(), "gRPC handler")
			}
		}
	}
	for _, fn := range p.Funcs {
		for instr := range ssaq.InstrsOf(fn) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				p.addRegistered(call.Common())
			}
		}
	}
}

// services lists the interfaces of the gRPC services that the package and its imports
// register.
func (p *Program) services() []*types.Interface {
	out := known.Services(p.Types)
	for _, imp := range p.Types.Imports() {
		out = append(out, known.Services(imp)...)
	}
	return out
}

// addRegistered adds the methods of an object that a call registers with net/rpc.
func (p *Program) addRegistered(call *ssa.CallCommon) {
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
			p.addContract(t, m.Name(), "RPC handler")
		}
	}
}

// addContract records that a method of t is called many times at once, and how its
// executions are called in messages.
func (p *Program) addContract(t types.Type, method, how string) {
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.Types, method)
	if m, ok := obj.(*types.Func); ok && m.Pkg() == p.Types {
		p.Contracts[p.SSA.Prog.FuncValue(m.Origin())] = how
	}
}

// EntryName returns how a message calls the executions of a function that a contract lets
// run many times at once. There are three reasons: what the package does with the function
// or its object, see Contracts; its type is that of a handler, and it is exported or its
// address is taken; it is a method with the name and type of a known contract. EntryName
// returns "" if there is no contract.
//
// False negative: a method with the type of a handler whose address is not taken. It may be
// one of an object that belongs to a request.
func (p *Program) EntryName(fn *ssa.Function) string {
	if how := p.Contracts[fn]; how != "" {
		return how
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Parent() != nil {
		return ""
	}
	reachable := p.AddressTaken[fn] || fn.Signature.Recv() == nil && ast.IsExported(fn.Name())
	if how := known.Contract(fn.Signature); how != "" && reachable {
		return how
	}
	return known.MethodContract(obj)
}
