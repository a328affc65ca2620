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
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Place returns where the object that v denotes lives: for an address, the place of the
// variable; for a map, pointer or channel, the place of the variable from which it was read.
func (h *Heap) Place(v ssa.Value) place.Place {
	q := question{v, askPlace}
	if !h.phisDone {
		h.phisDone = true
		h.placePhis()
	}
	if p, ok := h.places[v]; ok {
		h.reuse(q)
		return p
	}
	if h.depth >= maxDepth {
		h.Pkg.LimitReached(h.Fn, "values that come from each other")
		return h.opaque(v)
	}
	var asked asking
	switch v.(type) {
	case *ssa.Phi, *ssa.Alloc, *ssa.IndexAddr, *ssa.Extract:
		// each cycle passes one of these, or a call, for which see result
		h.places[v] = h.opaque(v)
		asked = h.begin(q)
	default:
		asked = h.beginAcyclic(q)
	}
	h.depth++
	p := h.placeOf(v)
	h.depth--
	changed := p != h.places[v]
	h.end(asked, changed)
	h.places[v] = p
	return p
}

// maxDepth bounds how many values are followed that are each made of the next: a program
// cannot recover from the overflow of its stack.
const maxDepth = 5000

// placeOf finds what [Heap.Place] returns.
func (h *Heap) placeOf(v ssa.Value) place.Place {
	switch v := v.(type) {
	case *ssa.Parameter:
		if i := slices.Index(h.Fn.Params, v); i >= 0 {
			return place.Place{Kind: place.Param, Index: i}
		}
	case *ssa.FreeVar:
		if i := slices.Index(h.Fn.FreeVars, v); i >= 0 {
			return place.Place{Kind: place.FreeVar, Index: i}
		}
	case *ssa.Global:
		return place.Place{Kind: place.Global, Name: ssaq.GlobalName(v)}
	case *ssa.Const:
		return place.Place{}
	case *ssa.Alloc:
		if init := h.Pkg.SoleValue(v); init != nil {
			return h.Place(init)
		}
		return h.variable(v)
	case *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, *ssa.MakeClosure:
		return h.Local(v)
	case *ssa.FieldAddr:
		return h.field(v.X, v.Field)
	case *ssa.Field:
		return h.field(v.X, v.Field)
	case *ssa.IndexAddr:
		return h.element(v.X, typeq.Pointee(v.Type()), func(p place.Place) place.Place { return p.Elem(h.index(v.Index)) })
	case *ssa.Index:
		return h.Place(v.X).Elem(h.index(v.Index))
	case *ssa.Lookup:
		return h.element(v.X, v.Type(), func(p place.Place) place.Place { return p.MapElem(h.index(v.Index)) })
	case *ssa.UnOp:
		switch {
		case v.Op == token.MUL:
			return h.Place(v.X)
		case v.Op == token.ARROW && !v.CommaOk:
			return received(h, v, v.X)
		}
	case *ssa.Extract:
		return h.extract(v)
	case *ssa.Call:
		return h.result(v, 0)
	case *ssa.Phi:
		return h.phi(v)
	case *ssa.ChangeType:
		return h.Place(v.X)
	case *ssa.Convert:
		return h.Place(v.X)
	case *ssa.ChangeInterface:
		return h.Place(v.X)
	case *ssa.MakeInterface:
		return h.Place(v.X)
	case *ssa.TypeAssert:
		return h.Place(v.X)
	case *ssa.Slice:
		return h.Place(v.X)
	}
	return h.opaque(v)
}

// opaque names a value of which nothing else is known.
func (h *Heap) opaque(v ssa.Value) place.Place {
	return h.named(place.Value, v.Name(), v)
}

// Local names an object that the function allocates.
func (h *Heap) Local(v ssa.Value) place.Place {
	return h.named(place.Local, v.Name(), v)
}

// named returns the place of a root that the function makes, and records what makes it.
func (h *Heap) named(kind place.Kind, name string, v ssa.Value) place.Place {
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return place.Place{}
	}
	name = h.ID + "#" + name
	if a, ok := v.(*ssa.Alloc); ok && namesVariable(a.Comment) {
		name += ":" + a.Comment // for messages
	}
	h.Defs[name] = instr
	return place.Place{Kind: kind, Name: name}
}

// namesVariable reports whether the comment that go/ssa gives an allocation is the name of
// a variable.
func namesVariable(comment string) bool {
	return token.IsIdentifier(comment) && comment != "complit" && comment != "new"
}

// field returns the place of a field of x, a struct or a pointer to one. If the struct is a
// copy and its field is never assigned, that is the field of the original: both share the map.
// A copied lock is another lock.
func (h *Heap) field(x ssa.Value, index int) place.Place {
	st, _ := typeq.StructOf(x.Type())
	if st == nil {
		return place.Place{}
	}
	f := st.Field(index)
	base := h.Place(x)
	a, path := ssaq.LocalRoot(x)
	isCopy := a != nil && base.Root() != h.variable(a)
	if isCopy && (ssaq.AssignsPath(a, append(path, index)) || typeq.IsLock(f.Type())) {
		base = ssaq.StepAll(h.variable(a), a.Type(), path)
	}
	return ssaq.Step(base, x.Type(), index)
}

// index returns an index or key in the form that places have: a constant or a parameter. The
// caller may know the value of a parameter. A literal may have captured the parameter. Any
// other index is unknown.
func (h *Heap) index(v ssa.Value) place.Index {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		v = mi.X
	}
	if a, ok := ssaq.LoadedAlloc(v); ok {
		if param, ok := h.Pkg.SoleValue(a).(*ssa.Parameter); ok {
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
		if i := slices.Index(h.Fn.Params, v); i >= 0 {
			return place.ParamIndex(i)
		}
	}
	return place.Index{}
}

// extract returns the place of one component of a tuple.
func (h *Heap) extract(v *ssa.Extract) place.Place {
	if ch := ssaq.ReceivedFrom(v); ch != nil {
		return received(h, v, ch)
	}
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		return h.result(t, v.Index)
	case *ssa.TypeAssert:
		if v.Index == 0 {
			return h.Place(t.X)
		}
	case *ssa.Lookup:
		if v.Index == 0 {
			return h.element(t.X, v.Type(), func(p place.Place) place.Place { return p.MapElem(h.index(t.Index)) })
		}
	case *ssa.Next:
		if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 2 {
			return h.element(r.X, v.Type(), func(p place.Place) place.Place { return p.MapElem(place.Index{}) })
		}
	}
	return h.opaque(v)
}

// result returns the place of result i of a call: what the summary of the callee says, else
// a place of its own.
func (h *Heap) result(call *ssa.Call, i int) (result place.Place) {
	own := h.named(place.Value, ssaq.ResultName(call, i), call)
	if h.asked[call] > 1 { // as for x = f(), where the literal f returns x
		h.reuse(question{call, askResult})
		return own
	}
	if h.asked[call]++; h.asked[call] == 1 {
		asked, provisional := h.begin(question{call, askResult}), own
		defer func() {
			changed := result != provisional
			h.end(asked, changed)
		}()
	}
	defer func() { h.asked[call]-- }()
	if e := known.Func(ssaq.CalleeObj(call.Common())); e.Kind == known.Bound {
		return h.Place(call.Call.Args[e.Arg])
	}
	if ssaq.IsCallOf(call, "(context.Context).Value") {
		if p := h.Place(call.Call.Value).MapElem(ssaq.ContextKey(call.Call.Args[0])); p.Known() && !p.ManyElems() {
			return p
		}
		return own
	}
	if key, ok := known.Content(ssaq.CalleeObj(call.Common())); ok && i == 0 {
		if p := content(h, call, key); p.Known() {
			return p
		}
		return own
	}
	t := h.Target(call.Common())
	if t.Sum == nil && h.allFresh(call.Common(), i) {
		own.Kind = place.Local
		return own
	}
	if t.Sum == nil || i >= len(t.Sum.Results) {
		return own
	}
	r := t.Sum.Results[i]
	switch r.Kind {
	case place.Unknown:
		if p := h.hiddenResult(call, t, i); p.Known() {
			return p
		}
		return own
	case place.Result:
		own.Kind = place.Local
		return own
	}
	p, _ := h.Bind(t, call).Place(r)
	if !p.Known() {
		return own
	}
	return p
}

// allFresh reports whether each possible target of a call makes its result i itself, such as
// a channel on which it answers.
func (h *Heap) allFresh(call *ssa.CallCommon, i int) bool {
	ts := h.Candidates(call)
	return len(ts) > 0 && !slices.ContainsFunc(ts, func(t Target) bool {
		return t.Sum == nil || i >= len(t.Sum.Results) || t.Sum.Results[i].Kind != place.Result
	})
}

// hiddenResult returns the place of a map that a method takes from where the analyzer cannot
// see, such as a container of values of any type. If the method says that its callers hold a
// lock, the map belongs to the receiver, as if it were in a field with the method's name.
//
// Assumes: such a method returns the same map whenever it is called.
func (h *Heap) hiddenResult(call *ssa.Call, t Target, i int) place.Place {
	isMethod := t.Fn != nil && t.Fn.Signature.Recv() != nil
	if !isMethod || !typeq.IsMap(t.Fn.Signature.Results().At(i).Type()) || !h.Pkg.ExpectsLock(t.Fn) {
		return place.Place{}
	}
	return h.Place(call.Call.Args[0]).Field(t.Fn.Name()+"()", ssaq.RecvName(t.Fn)).MapElem(place.Index{})
}

// LockPlace returns the place of a lock. A lock behind a stored pointer or an interface may
// be the same object as a lock with another name; its place is wild.
func (h *Heap) LockPlace(v ssa.Value) place.Place {
	v = ssaq.WholeLock(v)
	p := h.Place(v)
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
