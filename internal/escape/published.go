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
)

// TakenFrom returns the call that hands out a shared object which v may be, found
// in a few steps.
func TakenFrom(b *heap.Heap, v ssa.Value, steps int) *ssa.Call {
	if steps == 0 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Call:
		if known.Frozen(ssaq.CalleeObj(v.Common())) != "" {
			return v
		}
	case *ssa.Extract:
		return TakenFrom(b, v.Tuple, steps-1)
	case *ssa.TypeAssert:
		return TakenFrom(b, v.X, steps-1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if call := TakenFrom(b, e, steps-1); call != nil {
				return call
			}
		}
	}
	return nil
}

// MaxTaken bounds the conversions and joins between a call and the use of its result.
const MaxTaken = 5

// asserted lists what the result of a call is converted to.
func asserted(call ssa.Value) []ssa.Value {
	out := []ssa.Value{call}
	for i := 0; i < len(out) && i < 16; i++ {
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

// KeptIn names the variable from which a call takes an object, for all objects of
// a type.
func KeptIn(b *heap.Heap, call *ssa.Call) string {
	if call.Call.IsInvoke() {
		return ""
	}
	p := b.Place(call.Call.Args[0])
	switch {
	case p.Owner != "":
		return p.Owner
	case p.Kind == place.Global:
		return p.Name + p.Path
	}
	return ""
}

// GuardsItself reports whether the object that a call hands out, which has the map
// at p, has means of its own to keep its users apart, or is not shared: taken from
// a variable of the function itself. A transaction of its own is one on a database
// that others have.
func GuardsItself(b *heap.Heap, call *ssa.Call, p place.Place) bool {
	if known.KeepsItself(ssaq.CalleeObj(call.Common())) && b.Place(call.Call.Args[0]).Kind == place.Local {
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

// Publication is a call that makes an object of the function known to others.
type Publication struct {
	Call  *ssa.Call
	Place place.Place
	Typ   types.Type
}

// Lost reports whether blk is only executed where the publication has failed:
// another object was there already.
func (p Publication) Lost(blk *ssa.BasicBlock) bool {
	for d := blk; d.Idom() != nil; d = d.Idom() {
		top := d.Idom()
		iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		cond, want := ssaq.Positive(iff.Cond)
		if ex, ok := cond.(*ssa.Extract); ok && ex.Tuple == p.Call && (top.Succs[0] == d) == want {
			return true
		}
	}
	return false
}

// Publications lists the calls by which the function publishes what it has made.
func Publications(b *heap.Heap) []Publication {
	var out []Publication
	for _, i := range heap.InstrsOf(b, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Call); return ok }) {
		call := i.(*ssa.Call)
		arg, ok := known.Publishes(ssaq.CalleeObj(call.Common()))
		if !ok || call.Call.IsInvoke() || arg >= len(call.Call.Args) || b.Place(call.Call.Args[0]).Kind == place.Local {
			continue
		}
		v := ssaq.Unboxed(call.Call.Args[arg])
		if p := b.Place(v); p.Kind == place.Local && p.Path == "" {
			out = append(out, Publication{call, p, v.Type()})
		}
	}
	return out
}

// Rewrapped reports whether the map that is written comes from a context and is
// put into a child of it, which is what one does with a map of one's own.
func Rewrapped(b *heap.Heap, w *effect.FrozenWrite, m ssa.Value) bool {
	if m == nil {
		return false
	}
	from := contextValue(m, 4)
	wraps := func(c *ssa.CallCommon) bool {
		obj := ssaq.CalleeObj(c)
		return obj != nil && obj.Name() == "WithValue" && obj.FullName() == "context.WithValue"
	}
	if from == nil || !putInto(m, wraps) {
		return false
	}
	w.Source, w.From = "context", ssaq.InstrPos(from)
	return true
}

// contextValue returns the call of a context's Value that v may be the result of.
func contextValue(v ssa.Value, steps int) *ssa.Call {
	if steps == 0 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Call:
		if ssaq.IsCallOf(v, "(context.Context).Value") {
			return v
		}
	case *ssa.Extract:
		return contextValue(v.Tuple, steps)
	case *ssa.TypeAssert:
		return contextValue(v.X, steps-1)
	case *ssa.ChangeType:
		return contextValue(v.X, steps-1)
	}
	for _, e := range ssaq.Alternatives(v) {
		if call := contextValue(e, steps-1); call != nil {
			return call
		}
	}
	return nil
}

// HasSync reports whether a struct, or what t points to, has a lock, a channel or
// something else of package sync.
func HasSync(t types.Type) bool {
	st, _ := ssaq.StructOf(t)
	if st == nil {
		return false
	}
	for f := range st.Fields() {
		if _, ch := f.Type().Underlying().(*types.Chan); ch || ssaq.IsLock(f.Type()) || ssaq.IsSyncType(f.Type()) || ssaq.TypeName(ssaq.Pointee(f.Type())) == "sync.Once" {
			return true
		}
		if _, part := f.Type().Underlying().(*types.Struct); part && HasSync(f.Type()) {
			return true
		}
	}
	return false
}

// LocksOwn reports whether an access holds a lock of the object that has the map.
func LocksOwn(a *effect.Access) bool {
	return slices.ContainsFunc(a.Sync.Locks(), func(m *state.SyncFact) bool { return m.Place.Known() && m.Place.Root() == a.Place.Root() })
}
