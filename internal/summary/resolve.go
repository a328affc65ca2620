package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
)

// place returns where the object that v denotes lives: for an address the
// variable, for a map, pointer or channel the variable that it was read from.
func (b *builder) place(v ssa.Value) place.Place {
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
		b.eng.cut(b.fn, "values that come from each other")
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

// walk does the work of [builder.place].
func (b *builder) walk(v ssa.Value) place.Place {
	switch v := v.(type) {
	case *ssa.Parameter:
		if i := slices.Index(b.fn.Params, v); i >= 0 {
			return place.Place{Kind: place.Param, Index: i}
		}
	case *ssa.FreeVar:
		if i := slices.Index(b.fn.FreeVars, v); i >= 0 {
			return place.Place{Kind: place.FreeVar, Index: i}
		}
	case *ssa.Global:
		return place.Place{Kind: place.Global, Name: globalName(v)}
	case *ssa.Const:
		return place.Place{}
	case *ssa.Alloc:
		if init := b.eng.soleStore(v); init != nil {
			return b.place(init)
		}
		return b.variable(v)
	case *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, *ssa.MakeClosure:
		return b.local(v)
	case *ssa.FieldAddr:
		return b.field(v.X, v.Field)
	case *ssa.Field:
		return b.field(v.X, v.Field)
	case *ssa.IndexAddr:
		return b.element(v.X, pointee(v.Type()), func(p place.Place) place.Place { return p.Elem(b.index(v.Index)) })
	case *ssa.Index:
		return b.place(v.X).Elem(b.index(v.Index))
	case *ssa.Lookup:
		return b.element(v.X, v.Type(), func(p place.Place) place.Place { return p.MapElem(b.index(v.Index)) })
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return b.place(v.X)
		}
	case *ssa.Extract:
		return b.extract(v)
	case *ssa.Call:
		return b.result(v, 0)
	case *ssa.Phi:
		return b.phi(v)
	case *ssa.ChangeType:
		return b.place(v.X)
	case *ssa.Convert:
		return b.place(v.X)
	case *ssa.ChangeInterface:
		return b.place(v.X)
	case *ssa.MakeInterface:
		return b.place(v.X)
	case *ssa.TypeAssert:
		return b.place(v.X)
	case *ssa.Slice:
		return b.place(v.X)
	}
	return b.opaque(v)
}

// opaque names a value that is known only as itself.
func (b *builder) opaque(v ssa.Value) place.Place {
	return b.named(place.Value, v.Name(), v)
}

// local names an object that the function allocates.
func (b *builder) local(v ssa.Value) place.Place {
	return b.named(place.Local, v.Name(), v)
}

func (b *builder) named(kind place.Kind, name string, v ssa.Value) place.Place {
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return place.Place{}
	}
	name = b.id + "#" + name
	if a, ok := v.(*ssa.Alloc); ok && token.IsIdentifier(a.Comment) && a.Comment != "complit" && a.Comment != "new" {
		name += ":" + a.Comment // for messages
	}
	b.defs[name] = instr
	return place.Place{Kind: kind, Name: name}
}

func globalName(g *ssa.Global) string {
	if g.Pkg == nil || g.Pkg.Pkg == nil {
		return g.Name()
	}
	return g.Pkg.Pkg.Path() + "." + g.Name()
}

// field returns the place of a field of x, a struct or a pointer to one. The
// field of a struct that was copied is the original's as long as nobody
// assigns the copy's: both share the map.
func (b *builder) field(x ssa.Value, index int) place.Place {
	st, _ := structOf(x.Type())
	if st == nil {
		return place.Place{}
	}
	f := st.Field(index)
	base := b.place(x)
	if a, path := copyRoot(x); a != nil && base.Root() != b.variable(a) && (assignsPath(a, append(path, index)) || isLock(f.Type())) {
		base = stepAll(b.variable(a), a.Type(), path)
	}
	return step(base, x.Type(), index)
}

// structOf returns the struct that t is or points to, and the name of its
// type.
func structOf(t types.Type) (*types.Struct, string) {
	t = pointee(t)
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, ""
	}
	return st, typeName(t)
}

// pointee returns what t points to, or t itself.
func pointee(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// typeName names a defined type with its package path, "" for others. An
// instance of a generic type has the name of its origin.
func typeName(t types.Type) string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return ""
	}
	obj := named.Origin().Obj()
	if obj.Pkg() == nil {
		return obj.Name()
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

// index returns an index or key as places have it: a constant, or a parameter, whose
// value the caller may know, also where a literal has captured it. Any other is unknown.
func (b *builder) index(v ssa.Value) place.Index {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		v = mi.X
	}
	if a, ok := loadedAlloc(v); ok {
		if param, ok := b.eng.soleStore(a).(*ssa.Parameter); ok {
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
		if i := slices.Index(b.fn.Params, v); i >= 0 {
			return place.ParamIndex(i)
		}
	}
	return place.Index{}
}

// extract returns the place of one component of a tuple.
func (b *builder) extract(v *ssa.Extract) place.Place {
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		return b.result(t, v.Index)
	case *ssa.TypeAssert:
		if v.Index == 0 {
			return b.place(t.X)
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
func (b *builder) result(call *ssa.Call, i int) (result place.Place) {
	own := b.named(place.Value, resultName(call, i), call)
	if b.asked[call] > 1 { // x = f(), where the closure f returns x
		b.seen(question{call, askResult})
		return own
	}
	if b.asked[call]++; b.asked[call] == 1 {
		asked, unknown := b.begin(question{call, askResult}, true), own
		defer func() { b.end(asked, result != unknown) }()
	}
	defer func() { b.asked[call]-- }()
	if e := known.Func(calleeObj(call.Common())); e.Kind == known.Bound {
		return b.place(call.Call.Args[e.Arg])
	}
	if isCallOf(call, "(context.Context).Value") {
		if p := b.place(call.Call.Value).MapElem(contextKey(call.Call.Args[0])); p.Known() && !p.ManyElems() {
			return p
		}
		return own
	}
	t := b.target(call.Common())
	if t.sum == nil && b.allFresh(call.Common(), i) {
		own.Kind = place.Local
		return own
	}
	if t.sum == nil || i >= len(t.sum.Results) {
		return own
	}
	r := t.sum.Results[i]
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
	p, _ := b.bind(t, call).place(r)
	if !p.Known() {
		return own
	}
	return p
}

// allFresh reports whether each of several possible targets of a call makes its
// result i itself, such as a channel on which it answers.
func (b *builder) allFresh(call *ssa.CallCommon, i int) bool {
	ts := b.candidates(call)
	return len(ts) > 0 && !slices.ContainsFunc(ts, func(t target) bool {
		return t.sum == nil || i >= len(t.sum.Results) || t.sum.Results[i].Kind != place.Result
	})
}

// kept returns the place of a map that a method gets from where nobody can see,
// such as a container of any values: if it says that its callers hold a lock, the
// map belongs to the receiver, as if it were in a field of the method's name.
func (b *builder) kept(call *ssa.Call, t target, i int) place.Place {
	if t.fn == nil || t.fn.Signature.Recv() == nil || !isMap(t.fn.Signature.Results().At(i).Type()) || !b.eng.expectsLock(t.fn) {
		return place.Place{}
	}
	return b.place(call.Call.Args[0]).Field(t.fn.Name()+"()", recvName(t.fn)).MapElem(place.Index{})
}

func resultName(call *ssa.Call, i int) string {
	return call.Name() + "#" + strconv.Itoa(i)
}

// resultIndex returns which result of its call a place is named after.
func resultIndex(name string) int {
	i, err := strconv.Atoi(name[strings.LastIndexByte(name, '#')+1:])
	if err != nil {
		return 0
	}
	return i
}
