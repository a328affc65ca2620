package heap

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Target resolves a call: a function or method, a literal, a variable that
// holds a literal, or an interface method with one implementation here.
func (b *Heap) Target(call *ssa.CallCommon) Target {
	t := Target{Args: call.Args}
	if call.IsInvoke() {
		t.Args = append([]ssa.Value{call.Value}, call.Args...)
		t.Obj = call.Method
		if fns := b.Pkg.Implementations(call); len(fns) == 1 {
			t.Fn, t.Obj = fns[0], nil
		}
	} else if fn, binds := b.Pkg.Closure(call.Value); fn != nil {
		t.Fn, t.Binds = fn, binds
	} else if g := ssaq.LoadedGlobal(call.Value); g != nil && g.Pkg != b.Pkg.SSA && g.Object() != nil {
		t.Sum = b.Pkg.Imported(g.Object())
	}
	return b.Pkg.resolveTarget(t)
}

// FuncTarget resolves a function value that is given to a callee.
func (b *Heap) FuncTarget(v ssa.Value) Target {
	fn, binds := b.Pkg.Closure(v)
	return b.Pkg.resolveTarget(Target{Fn: fn, Binds: binds})
}

// resolveTarget fills in the summary: of the function itself if it is of this
// package, else the fact of its package.
func (e *Heaps) resolveTarget(t Target) Target {
	if t.Fn != nil {
		if o := t.Fn.Origin(); o != nil {
			t.Fn = o
		}
		if obj, ok := t.Fn.Object().(*types.Func); ok {
			t.Obj = obj.Origin()
		}
		if t.Fn.Blocks != nil {
			t.Sum = e.Summaries[t.Fn]
			return t
		}
		t.Fn = nil
	}
	if t.Obj != nil {
		t.Sum = e.Imported(t.Obj)
	}
	return t
}

func (b *Heap) Bind(t Target, at ssa.Instruction) Binding {
	call, _ := at.(*ssa.Call)
	return Binding{Heap: b, call: call, At: at, Args: t.Args, Binds: t.Binds}
}

// Place translates a place of the callee. The second result is the number of
// its steps that were walked when the call was made, or -1 if the callee
// itself walks them all.
func (bd Binding) Place(p place.Place) (place.Place, int) {
	var base place.Place
	byVal := -1
	switch p.Kind {
	case place.Param:
		if v, rest, ok := bd.variadic(p); ok {
			base = bd.Heap.Current(v, bd.At)
			return base.Join(rest.Instantiate(bd.index)), base.Len()
		}
		base = bd.param(p.Index)
		if from, rest, ok := bd.snapshot(p, base); ok {
			return from.Join(rest.Instantiate(bd.index)), from.Len()
		}
		byVal = base.Len()
	case place.FreeVar:
		if p.Index < len(bd.Binds) {
			v := bd.Binds[p.Index]
			base = bd.Heap.Place(v)
			if a, ok := v.(*ssa.Alloc); ok {
				if bd.Heap.ownPart(a, p.Path) {
					base = bd.Heap.variable(a)
				} else if init := bd.Heap.Pkg.SoleStore(a); init != nil {
					base = bd.Heap.Current(init, bd.At)
					byVal = base.Len()
				}
			}
		}
	case place.Global:
		return p.Instantiate(bd.index), -1
	case place.Result:
		if bd.call != nil {
			base = bd.Heap.named(place.Local, ssaq.ResultName(bd.call, p.Index), bd.call)
		}
	}
	return base.Join(p.Instantiate(bd.index)), byVal
}

// Lock is [Binding.Place] for a lock: one that is an argument itself is what
// [Heap.LockPlace] says of it, as if the callee were a method of a mutex.
func (bd Binding) Lock(p place.Place) place.Place {
	if p.Kind == place.Param && p.Path == "" && p.Index < len(bd.Args) {
		return bd.Heap.LockPlace(bd.Args[p.Index])
	}
	q, _ := bd.Place(p)
	return q
}

// ownPart reports whether a path leads from a, a local struct that may be a copy, to a
// field that the function assigns, or into one: as in [Heap.field], that is a field of
// the copy.
//
// False negative: a lock in a copy that a literal has captured counts as the original's.
func (b *Heap) ownPart(a *ssa.Alloc, path string) bool {
	t := ssaq.Pointee(a.Type())
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
		if way, t = append(way, i), st.Field(i).Type(); ssaq.AssignsPath(a, way) {
			return true
		}
	}
	return false
}

// variadic returns the argument that p, an element of a variadic parameter,
// stands for, and the rest of p.
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
		if !ok || (place.Place{Kind: place.Param}).Elem(bd.Heap.index(elem.Index)).Path != p.Path[:end] {
			continue
		}
		if _, v := ssaq.Stores(elem); v != nil {
			p.Path = p.Path[end:]
			return v, p, true
		}
	}
	return nil, p, false
}

// snapshot returns the place of the elements of an argument that is a snapshot, if p
// is, or is in, an element of that parameter, and the rest of p.
func (bd Binding) snapshot(p, arg place.Place) (from, rest place.Place, ok bool) {
	if bd.Args == nil || arg.Path != "" || arg.Kind != place.Local && arg.Kind != place.Value || p.Path == "" || p.Path[0] == '.' {
		return place.Place{}, p, false
	}
	from = bd.Heap.snapshotOf(bd.Args[p.Index])
	var elem place.Place
	for elem = range p.Prefixes() {
		// the shortest is the last
	}
	return from, p.Rest(elem), from.Known()
}

// index returns an argument that is an index or key.
func (bd Binding) index(param int) place.Index {
	if param >= len(bd.Args) {
		return place.Index{}
	}
	return bd.Heap.index(bd.Args[param])
}

func (bd Binding) param(i int) place.Place {
	if bd.Args != nil {
		if i < len(bd.Args) {
			return bd.Heap.Current(bd.Args[i], bd.At)
		}
	} else if i < len(bd.ArgPlaces) {
		return bd.ArgPlaces[i]
	}
	return place.Place{}
}

// Value returns the function value that stands for p, a parameter or captured
// variable of the callee.
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
			return bd.Heap.Pkg.SoleStore(a)
		}
		return v
	}
	return nil
}

// Function is [Binding.Value] for the function that the callee calls, which may be a
// field of a struct that it is given or has captured.
func (bd Binding) Function(p place.Place) ssa.Value {
	field, ok := strings.CutPrefix(p.Path, ".")
	if !ok {
		return bd.Value(p)
	}
	switch {
	case p.Kind == place.Param && p.Index < len(bd.Args):
		return bd.Heap.Pkg.FieldFunc(bd.Args[p.Index], field, bd.At)
	case p.Kind == place.FreeVar && p.Index < len(bd.Binds):
		return bd.Heap.Pkg.FieldFunc(bd.Binds[p.Index], field, bd.At)
	}
	return nil
}

// KnownEffect returns what the tables say of a call's target.
func KnownEffect(t Target) known.Effect {
	if t.Fn != nil && t.Fn.Blocks != nil && t.Obj == nil {
		return known.Effect{}
	}
	e := known.Func(t.Obj)
	if e.Kind == known.None && t.Obj != nil && t.Fn == nil && t.Sum == nil {
		e = known.Locker(t.Obj)
	}
	return e
}

// Candidates lists the targets of a call of an interface method, given the
// types that implement it, or of an element of a table of functions.
func (b *Heap) Candidates(call *ssa.CallCommon) []Target {
	var out []Target
	if !call.IsInvoke() {
		for _, f := range tabled(b, call.Value) {
			t := b.FuncTarget(f)
			t.Args = call.Args
			out = append(out, t)
		}
		return out
	}
	fns := b.Pkg.Implementations(call)
	if len(fns) < 2 || known.Func(call.Method).Kind != known.None {
		return nil
	}
	args := append([]ssa.Value{call.Value}, call.Args...)
	for _, fn := range fns {
		out = append(out, b.Pkg.resolveTarget(Target{Fn: fn, Args: args}))
	}
	return out
}

// CallPos moves a position of another package to the call that leads there.
func CallPos(b *Heap, p effect.Pos, at ssa.Instruction, foreign bool) effect.Pos {
	if foreign {
		p.P = ssaq.InstrPos(at)
	}
	return p
}
