package record

import (
	"go/types"
	"hash/fnv"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/link"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// types adds the defined types of the package with their methods. Pointers have all methods.
func (b *builder) types() {
	scope := b.Types.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) || b.InTest(tn.Pos()) {
			continue
		}
		t := link.Type{Name: b.Types.Path() + "." + name}
		for sel := range types.NewMethodSet(types.NewPointer(tn.Type())).Methods() {
			if m := sel.Obj().(*types.Func); b.isOfModule(m) {
				t.Methods = append(t.Methods, link.Method{Name: m.Id(), Signature: signature(m), Func: nameOf(m), Effects: b.effects(m)})
			}
		}
		if len(t.Methods) > 0 {
			b.rec.Types = append(b.rec.Types, t)
		}
	}
}

// maxEffects bounds the effects of a method.
//
// False negative: what a method does to more maps.
const maxEffects = 16

// effects returns what a method of the package does itself, or in callees, to the maps of its
// receiver.
func (b *builder) effects(m *types.Func) (out []link.Effect) {
	fn := b.SSA.Prog.FuncValue(m.Origin())
	s := b.Summaries[fn]
	if s == nil {
		return nil
	}
	for i := range s.Accesses {
		a := &s.Accesses[i]
		isOwn := a.Place.Kind == place.Param && a.Place.Index == 0 && a.Thread == 0 && a.Depth == known.Shallow
		if !isOwn || a.Op == state.OpReplace || a.Op == state.OpLen || a.Elsewhere() || a.ExpectsLock || len(out) == maxEffects {
			continue
		}
		locks := certain(a.Sync)
		if a.Sync.NumLocks() > len(locks) {
			continue // a lock that is held on some paths, or of which nobody knows which one it is
		}
		e := link.Effect{Path: a.Place.AnyKeys(), Op: a.Op, Locks: locks, Expr: a.Expr, Posn: b.posn(a.Pos.At())}
		same := func(o link.Effect) bool { return o.Path == e.Path && o.Op == e.Op && state.Equal(o.Locks, e.Locks) }
		if !slices.ContainsFunc(out, same) {
			out = append(out, e)
		}
	}
	return out
}

// asked adds the interface whose method is called, as a type whose methods run nothing.
func (b *builder) asked(call *ssa.CallCommon) {
	iface, ok := call.Value.Type().Underlying().(*types.Interface)
	name := asks(call)
	if !ok || b.seen["asked "+name] {
		return
	}
	b.seen["asked "+name] = true
	t := link.Type{Name: name}
	for m := range iface.Methods() {
		t.Methods = append(t.Methods, link.Method{Name: m.Id(), Signature: signature(m)})
	}
	b.rec.Asked = append(b.rec.Asked, t)
}

// asks names the method of an interface that a call asks for: "(pkg.I).M".
func asks(call *ssa.CallCommon) string {
	return "(" + types.TypeString(call.Value.Type(), (*types.Package).Path) + ")." + call.Method.Name()
}

// signature returns a hash of the types of the parameters and results of a method.
func signature(m *types.Func) uint32 {
	h := fnv.New32a()
	for _, tuple := range []*types.Tuple{m.Signature().Params(), m.Signature().Results()} {
		for v := range tuple.Variables() {
			h.Write([]byte(types.TypeString(v.Type(), (*types.Package).Path) + ","))
		}
		h.Write([]byte(";"))
	}
	return h.Sum32()
}
