package summary

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
)

// findContracts notes the methods that other people's code calls many times at
// once, which only what happens to their object shows: those of types that
// implement a gRPC service, and of objects that are registered with net/rpc.
func (e *engine) findContracts() {
	for _, iface := range e.services() {
		if iface.NumMethods() == 0 {
			continue
		}
		for _, t := range e.typesWith(iface.Method(0).Name()) {
			if !types.Implements(t, iface) {
				continue
			}
			for m := range iface.Methods() {
				e.promise(t, m.Name(), "gRPC handler")
			}
		}
	}
	for _, fn := range e.funcs {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					e.rpcObject(call.Common())
				}
			}
		}
	}
}

// services lists the interfaces of the services that the package and those
// which it imports register.
func (e *engine) services() []*types.Interface {
	out := known.Services(e.in.Pkg)
	for _, p := range e.in.Pkg.Imports() {
		out = append(out, known.Services(p)...)
	}
	return out
}

// rpcObject notes the methods of an object that a call registers with net/rpc.
func (e *engine) rpcObject(call *ssa.CallCommon) {
	obj := calleeObj(call)
	if obj == nil || call.IsInvoke() {
		return
	}
	i := known.RPCReceiver(obj)
	if i < 0 || i >= len(call.Args) {
		return
	}
	t := unboxed(call.Args[i]).Type()
	for sel := range types.NewMethodSet(t).Methods() {
		if m, ok := sel.Obj().(*types.Func); ok && known.IsRPCMethod(m) {
			e.promise(t, m.Name(), "RPC handler")
		}
	}
}

// promise notes that a method of t is called many times at once.
func (e *engine) promise(t types.Type, method, how string) {
	obj, _, _ := types.LookupFieldOrMethod(t, true, e.in.Pkg, method)
	if m, ok := obj.(*types.Func); ok && m.Pkg() == e.in.Pkg {
		e.contracts[e.pkg.Prog.FuncValue(m.Origin())] = how
	}
}

// entryName returns how a message calls the executions of a function that a
// contract lets run many times at once: by what its object is for, by where it is
// kept, because it has the type of a handler and is given away, or is there for other
// packages to do so, or by its name and type. A method of that type that the package
// does not give away may be one of an object that belongs to a request.
func (e *engine) entryName(fn *ssa.Function) string {
	if how := e.contracts[fn]; how != "" {
		return how
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Parent() != nil {
		return ""
	}
	if how := known.Contract(fn.Signature); how != "" && (e.taken[fn] || fn.Signature.Recv() == nil && ast.IsExported(fn.Name())) {
		return how
	}
	return known.MethodContract(obj)
}

// calls reports whether the callee calls its parameter i, itself or on a
// goroutine.
func (t target) calls(i int) bool {
	if t.sum == nil {
		return false
	}
	for _, c := range t.sum.Calls {
		if c.Func.Kind == place.Param && c.Func.Index == i {
			return true
		}
	}
	return false
}

// listener returns the events of a struct of functions that becomes an
// interface: whoever is given it calls them on one goroutine of its own.
func (b *builder) listener(mi *ssa.MakeInterface) []*event {
	name := known.Listener(pointee(mi.X.Type()))
	a, ok := mi.X.(*ssa.Alloc)
	if !ok {
		a, ok = loadedAlloc(mi.X)
	}
	if name == "" || !ok {
		return nil
	}
	var all instance
	for _, r := range *a.Referrers() {
		if field, ok := r.(*ssa.FieldAddr); ok {
			if _, v := stores(field); v != nil {
				all.merge(b.funcArg(v, mi), 0, nil)
			}
		}
	}
	if len(all.accesses) == 0 {
		return nil
	}
	return b.instanceEvents(all.spawned(Thread{Name: name, Pos: Pos{p: instrPos(mi)}, Parallel: true}))
}
