package escape

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// MaxTaken bounds the conversions and φ-nodes between a call and the use of its result.
const MaxTaken = 5

// HandedOutBy returns the call that hands out the shared object which v may be. steps bounds the
// number of conversions and φ-nodes between the two.
func HandedOutBy(h *heap.Heap, v ssa.Value, steps int) *ssa.Call {
	if steps == 0 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Call:
		if known.Frozen(ssaq.CalleeObj(v.Common())) != "" {
			return v
		}
	case *ssa.Extract:
		return HandedOutBy(h, v.Tuple, steps-1)
	case *ssa.TypeAssert:
		return HandedOutBy(h, v.X, steps-1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if call := HandedOutBy(h, e, steps-1); call != nil {
				return call
			}
		}
	}
	return nil
}

// HandOut is a call that hands out an object which others have too.
type HandOut struct {
	At *ssa.Call // in the function that has the object
	// Call is At, or the call of a library by the helper that At calls. If the helper belongs to
	// another package, Call is nil.
	Call *ssa.Call
	In   *heap.Heap // of the function that makes Call
	Path string     // from the object to the map
}

// HandedOut returns the call that hands out the object in which p lies: a map or a struct with a
// map that comes from an atomic variable, a sync.Map, an in-memory database or an informer. If a
// helper makes the call, the function has the object as the result of the helper.
func HandedOut(h *heap.Heap, p place.Place) (HandOut, bool) {
	switch {
	case p.Kind == place.Value:
		call := HandedOutBy(h, ssaq.AsValue(h.Defs[p.Name]), MaxTaken)
		return HandOut{call, call, h, p.Path}, call != nil
	case p.Published() && p.Kind != place.Local: // others do not have a local variable
		return contentBy(h, p, MaxHelpers)
	}
	return HandOut{}, false
}

// contentBy is [HandedOut] for a place in the content of a variable. It follows at most the given
// number of helpers.
func contentBy(h *heap.Heap, p place.Place, helpers int) (HandOut, bool) {
	for _, call := range heap.AllOf[*ssa.Call](h) {
		for i, q := range resultPlaces(h, call) {
			if !q.Published() || !p.HasPrefix(q) {
				continue
			}
			out := HandOut{At: call, Call: call, In: h, Path: p.Path[len(q.Path):]}
			if _, ok := known.Content(ssaq.CalleeObj(call.Common())); ok {
				return out, true
			}
			t := h.Target(call.Common())
			if helpers == 0 || t.Sum == nil || i >= len(t.Sum.Results) {
				continue
			}
			if t.Fn == nil && t.Sum.Results[i].Published() {
				out.Call = nil
				return out, true
			}
			if !heap.Follows(h, t) {
				continue
			}
			if inner, ok := contentBy(h.Pkg.Of[t.Fn], t.Sum.Results[i], helpers-1); ok {
				out.Call, out.In = inner.Call, inner.In
				return out, true
			}
		}
	}
	return HandOut{}, false
}

// resultPlaces returns the places of the results of a call, unknown ones for the results that
// the function does not use.
func resultPlaces(h *heap.Heap, call *ssa.Call) []place.Place {
	tuple, ok := call.Type().(*types.Tuple)
	if !ok {
		return []place.Place{h.Place(call)}
	}
	out := make([]place.Place, tuple.Len())
	for _, r := range *call.Referrers() {
		if ex, ok := r.(*ssa.Extract); ok {
			out[ex.Index] = h.Place(ex)
		}
	}
	return out
}

// maxAsserted bounds the values that are followed to find conversions.
const maxAsserted = 16

// asserted lists the values to which the result of a call is converted, and the result itself.
func asserted(call ssa.Value) []ssa.Value {
	out := []ssa.Value{call}
	for i := 0; i < len(out) && i < maxAsserted; i++ {
		for _, r := range *out[i].Referrers() {
			switch r := r.(type) {
			case *ssa.TypeAssert:
				out = append(out, r)
			case *ssa.Extract:
				out = append(out, r)
			}
		}
	}
	return out
}

// Source names the variable from which the object is taken: a global, or a field of a type, which
// stands for that field in all objects of the type. It is "" for others.
func (o HandOut) Source() string {
	if o.Call == nil || o.Call.Call.IsInvoke() {
		return ""
	}
	p := o.In.Place(o.Call.Call.Args[0])
	switch {
	case p.Owner != "":
		return p.Owner
	case p.Kind == place.Global:
		return p.Name + p.Path
	}
	return ""
}

// Container says what kind of variable the object comes from, or which function of another package
// hands it out.
func (o HandOut) Container() string {
	if o.Call == nil {
		return "variable that " + ssaq.CalleeObj(o.At.Common()).Name() + " reads"
	}
	return known.Frozen(ssaq.CalleeObj(o.Call.Common()))
}

// GuardsItself reports whether the object synchronizes its users itself. So does an object that is
// not shared, because it was taken from a local variable: a transaction of the function on a
// database that others use.
func (o HandOut) GuardsItself() bool {
	call := cmp.Or(o.Call, o.At)
	fn := ssaq.CalleeObj(call.Common())
	if known.KeepsItself(fn) && o.In.Place(call.Call.Args[0]).Kind == place.Local {
		return true
	}
	if o.Path == "" {
		return false
	}
	for _, v := range append(asserted(call), asserted(o.At)...) {
		if synchronizesUsers(o.In, v.Type()) {
			return true
		}
	}
	return known.Frozen(fn) != known.Informer && strings.ContainsAny(o.Path, "[{")
}

// FromInformer reports whether p lies in an object that an informer passes to the function.
func FromInformer(h *heap.Heap, p place.Place) bool {
	return p.Kind == place.Param && types.IsInterface(h.Fn.Params[p.Index].Type()) && h.Pkg.IsObserver(h.Fn)
}

// Publication is a call that makes an object of the function visible to other goroutines.
type Publication struct {
	Call  *ssa.Call
	Place place.Place
	Typ   types.Type
}

// Lost reports whether blk is executed only if the publication has failed, because another
// object was there already.
func (p Publication) Lost(blk *ssa.BasicBlock) bool {
	for cond, holds := range ssaq.ConditionsOf(blk) {
		cond, want := ssaq.Unnegated(cond)
		if ex, ok := cond.(*ssa.Extract); ok && ex.Tuple == p.Call && holds == want {
			return true
		}
	}
	return false
}

// Publications lists the calls by which the function publishes what it has made.
func Publications(h *heap.Heap) []Publication {
	var out []Publication
	for _, call := range heap.AllOf[*ssa.Call](h) {
		arg, ok := known.Publishes(ssaq.CalleeObj(call.Common()))
		if !ok || call.Call.IsInvoke() || arg >= len(call.Call.Args) {
			continue
		}
		if container := h.Place(call.Call.Args[0]); container.Kind == place.Local {
			continue
		}
		v := ssaq.Unboxed(call.Call.Args[arg])
		if p := h.Place(v); p.Kind == place.Local && p.Path == "" {
			out = append(out, Publication{call, p, v.Type()})
		}
	}
	return out
}

// HasSync reports whether a struct, or the struct to which t points, contains something that
// can synchronize its users: a lock, a channel, or a type of package sync.
func HasSync(t types.Type) bool {
	return hasField(t, func(_ string, f *types.Var) bool { return synchronizes(f.Type()) })
}

// synchronizesUsers is [HasSync] for those that have got the object when it was ready. A channel
// that is only closed has told them so, and keeps nobody apart later.
func synchronizesUsers(h *heap.Heap, t types.Type) bool {
	return hasField(t, func(owner string, f *types.Var) bool {
		return synchronizes(f.Type()) && !h.Pkg.Channels().OnlyClosed(owner+"."+f.Name())
	})
}

// hasField reports whether a struct, or the struct to which t points, has a field with a property,
// perhaps in a part. The property gets the name of the struct type, too.
func hasField(t types.Type, has func(owner string, f *types.Var) bool) bool {
	st, owner := typeq.StructOf(t)
	if st == nil {
		return false
	}
	for f := range st.Fields() {
		if has(owner, f) {
			return true
		}
		if _, part := f.Type().Underlying().(*types.Struct); part && hasField(f.Type(), has) {
			return true
		}
	}
	return false
}

// synchronizes reports whether t is a channel, a lock, or a type of package sync.
func synchronizes(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	return typeq.IsLock(t) || typeq.IsJoinType(t) || typeq.TypeName(typeq.Pointee(t)) == "sync.Once"
}

// LocksOwn reports whether an access holds a lock of the object that contains the map, or comes
// before that object is said to be ready.
func (o HandOut) LocksOwn(a *effect.Access) bool {
	obj := a.Place
	obj.Path = obj.Path[:len(obj.Path)-len(o.Path)]
	return slices.ContainsFunc(a.Sync, func(m *state.SyncFact) bool {
		return (m.IsLock() || m.Kind == state.Before) && m.Place.Known() && m.Place.HasPrefix(obj)
	})
}
