package summary

import (
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
		e.contracts[m.Origin()] = how
	}
}

// entryName returns how a message calls the executions of a function that a
// contract lets run many times at once: by its name and type, by what its object
// is for, or because it is given away and has the type of a handler. A literal
// of that type may belong to one request alone: it counts only where it is
// registered.
func (e *engine) entryName(fn *ssa.Function) string {
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Parent() != nil {
		return ""
	}
	if how := e.contracts[obj]; how != "" {
		return how
	}
	if e.taken[fn] && known.IsHandler(fn.Signature) {
		return "request handler"
	}
	return known.IsEntryMethod(obj)
}

// handed returns the events of the functions that a call of another package's
// function is given and neither calls nor runs on a goroutine as far as its
// summary shows: handlers are then registered.
func (b *builder) handed(t target, at ssa.Instruction) []*event {
	if t.fn != nil || t.obj == nil || known.Wraps(t.obj) {
		return nil
	}
	var out []*event
	for i, a := range t.args {
		if t.calls(i) {
			continue
		}
		for _, v := range listed(a) {
			if known.IsHandler(unboxed(v).Type()) {
				out = append(out, b.registered(v, at)...)
			}
		}
	}
	return out
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

// listed returns the elements of v where it is the list of a variadic call,
// else v itself.
func listed(v ssa.Value) []ssa.Value {
	list, ok := v.(*ssa.Slice)
	if !ok {
		return []ssa.Value{v}
	}
	array, ok := list.X.(*ssa.Alloc)
	if !ok || array.Comment != "varargs" {
		return nil
	}
	var out []ssa.Value
	for _, r := range *array.Referrers() {
		if elem, ok := r.(*ssa.IndexAddr); ok {
			if _, v := stores(elem); v != nil {
				out = append(out, v)
			}
		}
	}
	return out
}

// registered returns the events of giving a handler to a server: from then on
// it runs many times at once. The server need not be running yet, so what the
// function itself does stays before.
func (b *builder) registered(h ssa.Value, at ssa.Instruction) []*event {
	in := b.funcArg(unboxed(h), at)
	if len(in.accesses) == 0 {
		return nil
	}
	th := Thread{Name: "request handler", Pos: Pos{p: instrPos(at)}, Many: true, Parallel: true, contract: true}
	return b.instanceEvents(in.spawned(th))
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
