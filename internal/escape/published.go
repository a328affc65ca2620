package escape

import (
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

// SourceName names the variable from which a call takes an object: a global, or a field of a
// type, which stands for that field in all objects of the type. It is "" for others.
func SourceName(h *heap.Heap, call *ssa.Call) string {
	if call.Call.IsInvoke() {
		return ""
	}
	p := h.Place(call.Call.Args[0])
	switch {
	case p.Owner != "":
		return p.Owner
	case p.Kind == place.Global:
		return p.Name + p.Path
	}
	return ""
}

// GuardsItself reports whether the object that a call hands out, which has the map at p,
// synchronizes its users itself. So does an object that is not shared, because it was taken from
// a local variable: a transaction of the function on a database that others use.
func GuardsItself(h *heap.Heap, call *ssa.Call, p place.Place) bool {
	if known.KeepsItself(ssaq.CalleeObj(call.Common())) && h.Place(call.Call.Args[0]).Kind == place.Local {
		return true
	}
	if p.Path == "" {
		return false
	}
	for _, v := range asserted(call) {
		if HasSync(v.Type()) {
			return true
		}
	}
	return known.Frozen(ssaq.CalleeObj(call.Common())) != known.Informer && strings.ContainsAny(p.Path, "[{")
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
	st, _ := typeq.StructOf(t)
	if st == nil {
		return false
	}
	for f := range st.Fields() {
		if synchronizes(f.Type()) {
			return true
		}
		if _, part := f.Type().Underlying().(*types.Struct); part && HasSync(f.Type()) {
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

// LocksOwn reports whether an access holds a lock of the object that contains the map.
func LocksOwn(a *effect.Access) bool {
	return slices.ContainsFunc(a.Sync.Locks(), func(m *state.SyncFact) bool { return m.Place.Known() && m.Place.Root() == a.Place.Root() })
}
