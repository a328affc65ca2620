package summary

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
)

// target is what a call is known to run.
type target struct {
	fn    *ssa.Function // nil for a function of another package
	obj   *types.Func
	binds []ssa.Value // captured variables of a closure
	sum   *Summary    // nil if nothing is known
	args  []ssa.Value // receiver first
}

// target resolves a call: a function or method, a literal, a variable that
// holds a literal, or an interface method with one implementation here.
func (b *builder) target(call *ssa.CallCommon) target {
	t := target{args: call.Args}
	if call.IsInvoke() {
		t.args = append([]ssa.Value{call.Value}, call.Args...)
		t.obj = call.Method
		if fns := b.eng.implementations(call); len(fns) == 1 {
			t.fn, t.obj = fns[0], nil
		}
	} else if fn, binds := b.eng.closure(call.Value); fn != nil {
		t.fn, t.binds = fn, binds
	} else if g := loadedGlobal(call.Value); g != nil && g.Pkg != b.eng.pkg && g.Object() != nil {
		t.sum = b.eng.imported(g.Object())
	}
	return b.eng.resolveTarget(t)
}

// loadedGlobal returns the package-level variable that v reads.
func loadedGlobal(v ssa.Value) *ssa.Global {
	if u, ok := v.(*ssa.UnOp); ok {
		g, _ := u.X.(*ssa.Global)
		return g
	}
	return nil
}

// funcTarget resolves a function value that is given to a callee.
func (b *builder) funcTarget(v ssa.Value) target {
	fn, binds := b.eng.closure(v)
	return b.eng.resolveTarget(target{fn: fn, binds: binds})
}

// resolveTarget fills in the summary: of the function itself if it is of this
// package, else the fact of its package.
func (e *engine) resolveTarget(t target) target {
	if t.fn != nil {
		if o := t.fn.Origin(); o != nil {
			t.fn = o
		}
		if obj, ok := t.fn.Object().(*types.Func); ok {
			t.obj = obj.Origin()
		}
		if t.fn.Blocks != nil {
			t.sum = e.sums[t.fn]
			return t
		}
		t.fn = nil
	}
	if t.obj != nil {
		t.sum = e.imported(t.obj)
	}
	return t
}

// calleeObj returns the function or method that a call names, if it names one.
func calleeObj(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	if fn, ok := call.Value.(*ssa.Function); ok {
		if o := fn.Origin(); o != nil {
			fn = o
		}
		if obj, ok := fn.Object().(*types.Func); ok {
			return obj
		}
	}
	return nil
}

// binding says what the parameters and captured variables of a callee are at
// one call.
type binding struct {
	b     *builder
	call  *ssa.Call // whose results are the callee's; may be nil
	at    ssa.Instruction
	args  []ssa.Value
	binds []ssa.Value
	// places of the arguments where there are no values: a call that happens
	// within another callee
	argPlaces []place.Place
}

func (b *builder) bind(t target, at ssa.Instruction) binding {
	call, _ := at.(*ssa.Call)
	return binding{b: b, call: call, at: at, args: t.args, binds: t.binds}
}

// place translates a place of the callee. The second result is the number of
// its steps that were walked when the call was made, or -1 if the callee
// itself walks them all.
func (bd binding) place(p place.Place) (place.Place, int) {
	var base place.Place
	byVal := -1
	switch p.Kind {
	case place.Param:
		if v, rest, ok := bd.variadic(p); ok {
			base = bd.b.current(v, bd.at)
			return base.Join(rest.Instantiate(bd.index)), base.Len()
		}
		base = bd.param(p.Index)
		if from, rest, ok := bd.snapshot(p, base); ok {
			return from.Join(rest.Instantiate(bd.index)), from.Len()
		}
		byVal = base.Len()
	case place.FreeVar:
		if p.Index < len(bd.binds) {
			v := bd.binds[p.Index]
			base = bd.b.place(v)
			if a, ok := v.(*ssa.Alloc); ok {
				if bd.b.ownPart(a, p.Path) {
					base = bd.b.variable(a)
				} else if init := bd.b.eng.soleStore(a); init != nil {
					base = bd.b.current(init, bd.at)
					byVal = base.Len()
				}
			}
		}
	case place.Global:
		return p.Instantiate(bd.index), -1
	case place.Result:
		if bd.call != nil {
			base = bd.b.named(place.Local, resultName(bd.call, p.Index), bd.call)
		}
	}
	return base.Join(p.Instantiate(bd.index)), byVal
}

// lock is [binding.place] for a lock: one that is an argument itself is what
// [builder.lockPlace] says of it, as if the callee were a method of a mutex.
func (bd binding) lock(p place.Place) place.Place {
	if p.Kind == place.Param && p.Path == "" && p.Index < len(bd.args) {
		return bd.b.lockPlace(bd.args[p.Index])
	}
	q, _ := bd.place(p)
	return q
}

// ownPart reports whether a path leads from a, a local struct that may be a copy, to a
// field that the function assigns, or into one: as in [builder.field], that is a field of
// the copy.
//
// False negative: a lock in a copy that a literal has captured counts as the original's.
func (b *builder) ownPart(a *ssa.Alloc, path string) bool {
	t := pointee(a.Type())
	var way []int
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
		if way, t = append(way, i), st.Field(i).Type(); assignsPath(a, way) {
			return true
		}
	}
	return false
}

// variadic returns the argument that p, an element of a variadic parameter,
// stands for, and the rest of p.
func (bd binding) variadic(p place.Place) (arg ssa.Value, rest place.Place, ok bool) {
	if p.Index >= len(bd.args) || !strings.HasPrefix(p.Path, "[") {
		return nil, p, false
	}
	list, ok := bd.args[p.Index].(*ssa.Slice)
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
		if !ok || (place.Place{Kind: place.Param}).Elem(bd.b.index(elem.Index)).Path != p.Path[:end] {
			continue
		}
		if _, v := stores(elem); v != nil {
			p.Path = p.Path[end:]
			return v, p, true
		}
	}
	return nil, p, false
}

// snapshot returns the place of the elements of an argument that is a snapshot, if p
// is, or is in, an element of that parameter, and the rest of p.
func (bd binding) snapshot(p, arg place.Place) (from, rest place.Place, ok bool) {
	if bd.args == nil || arg.Path != "" || arg.Kind != place.Local && arg.Kind != place.Value || p.Path == "" || p.Path[0] == '.' {
		return place.Place{}, p, false
	}
	from = bd.b.snapshotOf(bd.args[p.Index])
	var elem place.Place
	for elem = range p.Prefixes() {
		// the shortest is the last
	}
	return from, p.Rest(elem), from.Known()
}

// index returns an argument that is an index or key.
func (bd binding) index(param int) place.Index {
	if param >= len(bd.args) {
		return place.Index{}
	}
	return bd.b.index(bd.args[param])
}

func (bd binding) param(i int) place.Place {
	if bd.args != nil {
		if i < len(bd.args) {
			return bd.b.current(bd.args[i], bd.at)
		}
	} else if i < len(bd.argPlaces) {
		return bd.argPlaces[i]
	}
	return place.Place{}
}

// value returns the function value that stands for p, a parameter or captured
// variable of the callee.
func (bd binding) value(p place.Place) ssa.Value {
	if p.Path != "" {
		return nil
	}
	switch {
	case p.Kind == place.Param && p.Index < len(bd.args):
		return bd.args[p.Index]
	case p.Kind == place.FreeVar && p.Index < len(bd.binds):
		v := bd.binds[p.Index]
		if a, ok := v.(*ssa.Alloc); ok {
			return bd.b.eng.soleStore(a)
		}
		return v
	}
	return nil
}

// function is [binding.value] for the function that the callee calls, which may be a
// field of a struct that it is given or has captured.
func (bd binding) function(p place.Place) ssa.Value {
	field, ok := strings.CutPrefix(p.Path, ".")
	if !ok {
		return bd.value(p)
	}
	switch {
	case p.Kind == place.Param && p.Index < len(bd.args):
		return bd.b.eng.fieldFunc(bd.args[p.Index], field, bd.at)
	case p.Kind == place.FreeVar && p.Index < len(bd.binds):
		return bd.b.eng.fieldFunc(bd.binds[p.Index], field, bd.at)
	}
	return nil
}

// knownEffect returns what the tables say of a call's target.
func knownEffect(t target) known.Effect {
	if t.fn != nil && t.fn.Blocks != nil && t.obj == nil {
		return known.Effect{}
	}
	e := known.Func(t.obj)
	if e.Kind == known.None && t.obj != nil && t.fn == nil && t.sum == nil {
		e = known.Locker(t.obj)
	}
	return e
}
