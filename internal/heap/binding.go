package heap

import (
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Bind returns the binding of a target that is called by the instruction at.
func (h *Heap) Bind(t Target, at ssa.Instruction) Binding {
	call, _ := at.(*ssa.Call)
	return Binding{Caller: h, call: call, At: at, Args: t.Args, Binds: t.Binds}
}

// walkedByCallee says that the callee itself walks all steps of a place.
const walkedByCallee = -1

// Place translates a place of the callee to one of the caller. The second result is the
// number of steps that the caller has walked before the call, or walkedByCallee: if such a
// step leads elsewhere later, the callee still has the object that was there.
func (bd Binding) Place(p place.Place) (place.Place, int) {
	switch p.Kind {
	case place.Param:
		return bd.paramPlace(p)
	case place.FreeVar:
		return bd.freeVarPlace(p)
	case place.Global:
		return p.Instantiate(bd.index), walkedByCallee
	case place.Result:
		if bd.call != nil {
			return bd.join(bd.Caller.named(place.Local, ssaq.ResultName(bd.call, p.Index), bd.call), p), walkedByCallee
		}
	}
	return bd.join(place.Place{}, p), walkedByCallee
}

// join walks the steps of p, which the callee names, from a place of the caller.
func (bd Binding) join(base, p place.Place) place.Place {
	return base.Join(p.Instantiate(bd.index))
}

// paramPlace is [Binding.Place] for a place whose root is a parameter.
func (bd Binding) paramPlace(p place.Place) (place.Place, int) {
	if v, rest, ok := bd.variadic(p); ok {
		base := bd.Caller.Current(v, bd.At)
		return bd.join(base, rest), base.Len()
	}
	base := bd.param(p.Index)
	if from, rest, ok := bd.snapshot(p, base); ok {
		return bd.join(from, rest), from.Len()
	}
	return bd.join(base, p), base.Len()
}

// freeVarPlace is [Binding.Place] for a place whose root is a captured variable.
func (bd Binding) freeVarPlace(p place.Place) (place.Place, int) {
	if p.Index >= len(bd.Binds) {
		return bd.join(place.Place{}, p), walkedByCallee
	}
	v := bd.Binds[p.Index]
	base := bd.Caller.Place(v)
	if a, ok := v.(*ssa.Alloc); ok {
		if bd.Caller.assignsInCopy(a, p.Path) {
			return bd.join(bd.Caller.variable(a), p), walkedByCallee
		}
		if init := bd.Caller.Pkg.SoleValue(a); init != nil {
			base = bd.Caller.Current(init, bd.At)
			return bd.join(base, p), base.Len()
		}
	}
	return bd.join(base, p), walkedByCallee
}

// Lock is [Binding.Place] for a lock: a lock that is an argument itself has the place that
// [Heap.LockPlace] gives it, as if the callee were a method of a mutex.
func (bd Binding) Lock(p place.Place) place.Place {
	if p.Kind == place.Param && p.Path == "" && p.Index < len(bd.Args) {
		return bd.Caller.LockPlace(bd.Args[p.Index])
	}
	q, _ := bd.Place(p)
	return q
}

// assignsInCopy reports whether the function assigns a field on a path from a, a local
// struct that may be a copy, or assigns in such a field. As in [Heap.field], that field
// belongs to the copy and not to the original.
//
// False negative: a lock in a copy that a literal captures counts as the original's lock.
func (h *Heap) assignsInCopy(a *ssa.Alloc, path string) bool {
	t := typeq.Pointee(a.Type())
	var fields []int
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "."), ".") {
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return false
		}
		name, _, _ = strings.Cut(name, "{")
		i := slices.IndexFunc(slices.Collect(st.Fields()), func(f *types.Var) bool { return f.Name() == name })
		if i < 0 {
			return false
		}
		if fields, t = append(fields, i), st.Field(i).Type(); ssaq.AssignsPath(a, fields) {
			return true
		}
	}
	return false
}

// variadic returns the argument that p, an element of a variadic parameter, stands for,
// and the rest of p.
func (bd Binding) variadic(p place.Place) (arg ssa.Value, rest place.Place, ok bool) {
	if p.Index >= len(bd.Args) || !strings.HasPrefix(p.Path, "[") {
		return nil, p, false
	}
	list, ok := bd.Args[p.Index].(*ssa.Slice)
	if !ok {
		return nil, p, false
	}
	array, ok := list.X.(*ssa.Alloc)
	if !ok || array.Comment != "varargs" {
		return nil, p, false
	}
	end := strings.IndexByte(p.Path, ']') + 1
	for _, r := range *array.Referrers() {
		elem, ok := r.(*ssa.IndexAddr)
		if !ok || (place.Place{Kind: place.Param}).Elem(bd.Caller.index(elem.Index)).Path != p.Path[:end] {
			continue
		}
		if _, v := ssaq.CountStores(elem); v != nil {
			p.Path = p.Path[end:]
			return v, p, true
		}
	}
	return nil, p, false
}

// snapshot returns the place of the elements of an argument that is a snapshot, and the
// rest of p; ok says that p is, or lies in, an element of the parameter with that argument.
func (bd Binding) snapshot(p, arg place.Place) (from, rest place.Place, ok bool) {
	hasElem := p.Path != "" && p.Path[0] != '.'
	if bd.Args == nil || !hasElem || !ownCollection(arg) {
		return place.Place{}, p, false
	}
	from = bd.Caller.snapshotOf(bd.Args[p.Index])
	var elem place.Place
	for elem = range p.Prefixes() {
		// the shortest is the last
	}
	return from, p.Rest(elem), from.Known()
}

// index returns the argument of a parameter that is an index or key.
func (bd Binding) index(param int) place.Index {
	if param >= len(bd.Args) {
		return place.Index{}
	}
	return bd.Caller.index(bd.Args[param])
}

// param returns the place of an argument.
func (bd Binding) param(i int) place.Place {
	if bd.Args != nil {
		if i < len(bd.Args) {
			return bd.Caller.Current(bd.Args[i], bd.At)
		}
	} else if i < len(bd.ArgPlaces) {
		return bd.ArgPlaces[i]
	}
	return place.Place{}
}

// Value returns the function value that stands for p, a parameter or captured variable of
// the callee.
func (bd Binding) Value(p place.Place) ssa.Value {
	if p.Path != "" {
		return nil
	}
	switch {
	case p.Kind == place.Param && p.Index < len(bd.Args):
		return bd.Args[p.Index]
	case p.Kind == place.FreeVar && p.Index < len(bd.Binds):
		v := bd.Binds[p.Index]
		if a, ok := v.(*ssa.Alloc); ok {
			return bd.Caller.Pkg.SoleValue(a)
		}
		return v
	}
	return nil
}

// Function is [Binding.Value] for the function that the callee calls. That may be a field
// of a struct which the callee is passed or has captured.
func (bd Binding) Function(p place.Place) ssa.Value {
	field, ok := strings.CutPrefix(p.Path, ".")
	if !ok {
		return bd.Value(p)
	}
	switch {
	case p.Kind == place.Param && p.Index < len(bd.Args):
		return bd.Caller.Pkg.FieldFunc(bd.Args[p.Index], field, bd.At)
	case p.Kind == place.FreeVar && p.Index < len(bd.Binds):
		return bd.Caller.Pkg.FieldFunc(bd.Binds[p.Index], field, bd.At)
	}
	return nil
}

// argument returns the caller's value for what [paramName] names in the callee, nil if the
// caller does not know it.
func (bd Binding) argument(name string) ssa.Value {
	if name == "" {
		return nil
	}
	i, err := strconv.Atoi(name[1:])
	switch {
	case err != nil || i < 0:
		return nil
	case name[0] == '$' && i < len(bd.Args):
		return bd.Args[i]
	case name[0] == '&' && i < len(bd.Binds):
		return bd.Binds[i]
	case name[0] == '^' && i < len(bd.Binds):
		return bd.Caller.Pkg.SoleValueAt(bd.Binds[i])
	}
	return nil
}

// outside returns what a parameter or captured variable of the callee is for the caller,
// any other value as it is.
func (bd Binding) outside(v ssa.Value) ssa.Value {
	if v.Parent() == bd.Caller.Fn {
		return v
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		if i := slices.Index(v.Parent().Params, v); i >= 0 && i < len(bd.Args) {
			return bd.Args[i]
		}
	case *ssa.FreeVar:
		if i := slices.Index(v.Parent().FreeVars, v); i >= 0 && i < len(bd.Binds) {
			return bd.Binds[i]
		}
	}
	return v
}
