package heap

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Place returns where the object that v denotes lives: for an address the
// variable, for a map, pointer or channel the variable that it was read from.
func (b *Heap) Place(v ssa.Value) place.Place {
	q := question{v, askPlace}
	if !b.begun {
		b.begun = true
		b.placePhis()
	}
	if p, ok := b.places[v]; ok {
		b.seen(q)
		return p
	}
	if b.depth >= maxDepth {
		b.Pkg.LimitReached(b.Fn, "values that come from each other")
		return b.opaque(v)
	}
	cyclic := false
	switch v.(type) {
	case *ssa.Phi, *ssa.Alloc, *ssa.IndexAddr, *ssa.Extract:
		cyclic = true // each cycle passes a phi, a variable or an element, or see result
		b.places[v] = b.opaque(v)
	}
	asked := b.begin(q, cyclic)
	b.depth++
	p := b.walk(v)
	b.depth--
	b.end(asked, p != b.places[v])
	b.places[v] = p
	return p
}

// maxDepth bounds how many values, each made of the next, are followed: a stack
// that overflows cannot be recovered.
const maxDepth = 5000

// walk does the work of [Heap.Place].
func (b *Heap) walk(v ssa.Value) place.Place {
	switch v := v.(type) {
	case *ssa.Parameter:
		if i := slices.Index(b.Fn.Params, v); i >= 0 {
			return place.Place{Kind: place.Param, Index: i}
		}
	case *ssa.FreeVar:
		if i := slices.Index(b.Fn.FreeVars, v); i >= 0 {
			return place.Place{Kind: place.FreeVar, Index: i}
		}
	case *ssa.Global:
		return place.Place{Kind: place.Global, Name: ssaq.GlobalName(v)}
	case *ssa.Const:
		return place.Place{}
	case *ssa.Alloc:
		if init := b.Pkg.SoleStore(v); init != nil {
			return b.Place(init)
		}
		return b.variable(v)
	case *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, *ssa.MakeClosure:
		return b.Local(v)
	case *ssa.FieldAddr:
		return b.field(v.X, v.Field)
	case *ssa.Field:
		return b.field(v.X, v.Field)
	case *ssa.IndexAddr:
		return b.element(v.X, ssaq.Pointee(v.Type()), func(p place.Place) place.Place { return p.Elem(b.index(v.Index)) })
	case *ssa.Index:
		return b.Place(v.X).Elem(b.index(v.Index))
	case *ssa.Lookup:
		return b.element(v.X, v.Type(), func(p place.Place) place.Place { return p.MapElem(b.index(v.Index)) })
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return b.Place(v.X)
		}
	case *ssa.Extract:
		return b.extract(v)
	case *ssa.Call:
		return b.result(v, 0)
	case *ssa.Phi:
		return b.phi(v)
	case *ssa.ChangeType:
		return b.Place(v.X)
	case *ssa.Convert:
		return b.Place(v.X)
	case *ssa.ChangeInterface:
		return b.Place(v.X)
	case *ssa.MakeInterface:
		return b.Place(v.X)
	case *ssa.TypeAssert:
		return b.Place(v.X)
	case *ssa.Slice:
		return b.Place(v.X)
	}
	return b.opaque(v)
}

// opaque names a value that is known only as itself.
func (b *Heap) opaque(v ssa.Value) place.Place {
	return b.named(place.Value, v.Name(), v)
}

// Local names an object that the function allocates.
func (b *Heap) Local(v ssa.Value) place.Place {
	return b.named(place.Local, v.Name(), v)
}

func (b *Heap) named(kind place.Kind, name string, v ssa.Value) place.Place {
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return place.Place{}
	}
	name = b.ID + "#" + name
	if a, ok := v.(*ssa.Alloc); ok && token.IsIdentifier(a.Comment) && a.Comment != "complit" && a.Comment != "new" {
		name += ":" + a.Comment // for messages
	}
	b.Defs[name] = instr
	return place.Place{Kind: kind, Name: name}
}

// field returns the place of a field of x, a struct or a pointer to one. The
// field of a struct that was copied is the original's as long as nobody
// assigns the copy's: both share the map.
func (b *Heap) field(x ssa.Value, index int) place.Place {
	st, _ := ssaq.StructOf(x.Type())
	if st == nil {
		return place.Place{}
	}
	f := st.Field(index)
	base := b.Place(x)
	if a, path := ssaq.CopyRoot(x); a != nil && base.Root() != b.variable(a) && (ssaq.AssignsPath(a, append(path, index)) || ssaq.IsLock(f.Type())) {
		base = ssaq.StepAll(b.variable(a), a.Type(), path)
	}
	return ssaq.Step(base, x.Type(), index)
}

// index returns an index or key as places have it: a constant, or a parameter, whose
// value the caller may know, also where a literal has captured it. Any other is unknown.
func (b *Heap) index(v ssa.Value) place.Index {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		v = mi.X
	}
	if a, ok := ssaq.LoadedAlloc(v); ok {
		if param, ok := b.Pkg.SoleStore(a).(*ssa.Parameter); ok {
			v = param
		}
	}
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			break
		}
		if v.Value.Kind() == constant.String {
			return place.String(constant.StringVal(v.Value))
		}
		return place.Number(v.Value.ExactString())
	case *ssa.Parameter:
		if i := slices.Index(b.Fn.Params, v); i >= 0 {
			return place.ParamIndex(i)
		}
	}
	return place.Index{}
}

// extract returns the place of one component of a tuple.
func (b *Heap) extract(v *ssa.Extract) place.Place {
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		return b.result(t, v.Index)
	case *ssa.TypeAssert:
		if v.Index == 0 {
			return b.Place(t.X)
		}
	case *ssa.Lookup:
		if v.Index == 0 {
			return b.element(t.X, v.Type(), func(p place.Place) place.Place { return p.MapElem(b.index(t.Index)) })
		}
	case *ssa.Next:
		if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 {
			return b.element(r.X, v.Type(), func(p place.Place) place.Place { return p.MapElem(place.Index{}) })
		}
	}
	return b.opaque(v)
}

// result returns the place of result i of a call: what the callee's summary
// says that it returns, else a value of its own.
func (b *Heap) result(call *ssa.Call, i int) (result place.Place) {
	own := b.named(place.Value, ssaq.ResultName(call, i), call)
	if b.asked[call] > 1 { // x = f(), where the closure f returns x
		b.seen(question{call, askResult})
		return own
	}
	if b.asked[call]++; b.asked[call] == 1 {
		asked, unknown := b.begin(question{call, askResult}, true), own
		defer func() { b.end(asked, result != unknown) }()
	}
	defer func() { b.asked[call]-- }()
	if e := known.Func(ssaq.CalleeObj(call.Common())); e.Kind == known.Bound {
		return b.Place(call.Call.Args[e.Arg])
	}
	if ssaq.IsCallOf(call, "(context.Context).Value") {
		if p := b.Place(call.Call.Value).MapElem(ssaq.ContextKey(call.Call.Args[0])); p.Known() && !p.ManyElems() {
			return p
		}
		return own
	}
	t := b.Target(call.Common())
	if t.Sum == nil && b.allFresh(call.Common(), i) {
		own.Kind = place.Local
		return own
	}
	if t.Sum == nil || i >= len(t.Sum.Results) {
		return own
	}
	r := t.Sum.Results[i]
	switch r.Kind {
	case place.Unknown:
		if p := b.kept(call, t, i); p.Known() {
			return p
		}
		return own
	case place.Result:
		own.Kind = place.Local
		return own
	}
	p, _ := b.Bind(t, call).Place(r)
	if !p.Known() {
		return own
	}
	return p
}

// allFresh reports whether each of several possible targets of a call makes its
// result i itself, such as a channel on which it answers.
func (b *Heap) allFresh(call *ssa.CallCommon, i int) bool {
	ts := b.Candidates(call)
	return len(ts) > 0 && !slices.ContainsFunc(ts, func(t Target) bool {
		return t.Sum == nil || i >= len(t.Sum.Results) || t.Sum.Results[i].Kind != place.Result
	})
}

// kept returns the place of a map that a method gets from where nobody can see,
// such as a container of any values: if it says that its callers hold a lock, the
// map belongs to the receiver, as if it were in a field of the method's name.
func (b *Heap) kept(call *ssa.Call, t Target, i int) place.Place {
	if t.Fn == nil || t.Fn.Signature.Recv() == nil || !ssaq.IsMap(t.Fn.Signature.Results().At(i).Type()) || !b.Pkg.ExpectsLock(t.Fn) {
		return place.Place{}
	}
	return b.Place(call.Call.Args[0]).Field(t.Fn.Name()+"()", ssaq.RecvName(t.Fn)).MapElem(place.Index{})
}

// LockPlace returns the place of a lock. A lock behind a stored pointer or an
// interface may be the same object as one with another name.
func (b *Heap) LockPlace(v ssa.Value) place.Place {
	v = ssaq.WholeLock(v)
	p := b.Place(v)
	switch v.(type) {
	case *ssa.Alloc, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Global, *ssa.Parameter, *ssa.FreeVar:
	default:
		p.Wild = p.Kind != place.Local || p.Path != ""
	}
	if _, ok := v.Type().Underlying().(*types.Interface); ok {
		p.Wild = true
	}
	return p
}
