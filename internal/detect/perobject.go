package detect

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// PerObjectAccesses lists the writes by goroutines of which there is one for each object in a
// collection, to maps that all of them share: maps of the receiver of the function that
// starts them, or globals.
func PerObjectAccesses(fs *order.Flows) []effect.PerObjectAccess {
	var out []effect.PerObjectAccess
	for _, fn := range fs.NonTest {
		if fn.Synthetic != "" || fn.Signature.Recv() == nil {
			continue
		}
		f := fs.Of[fn]
		for ev := range f.AllEvents() {
			if ev.Live && ev.Kind == trace.EvSpawn {
				out = perObject(f, out, ev)
			}
		}
	}
	return out
}

// perObject appends the writes by the goroutines that one call starts.
func perObject(f *order.Flow, out []effect.PerObjectAccess, ev *trace.Event) []effect.PerObjectAccess {
	call, ok := ev.Instr.(*ssa.Call)
	if !ok {
		return out
	}
	stored := storedUnderKey(f, call)
	if !stored.IsValid() {
		return out
	}
	for i, a := range ev.Accesses {
		if a.Thread == 0 || !writesShared(&a) || len(a.Sync.Excludes(a.Sync)) > 0 || !f.Live(ev, &ev.Accesses[i]).Outlives {
			continue
		}
		out = append(out, effect.PerObjectAccess{Access: a, Thread: &ev.Threads[a.Thread-1], Stored: stored})
	}
	return out
}

// writesShared reports whether an access in this package writes to a map in a field of the
// receiver, or reached from a global.
func writesShared(a *effect.Access) bool {
	toMap := a.Op.Writes() && !a.Op.Replaces() && a.Scalar == effect.NotScalar
	shared := a.Place.Kind == place.Param && a.Place.Index == 0 || a.Place.Kind == place.Global
	return toMap && a.Pos.Text == "" && a.Place.OnlyFields() && shared
}

// storedUnderKey returns where the result of a call is put into a map that outlives the
// function, under a key that is not a constant.
func storedUnderKey(f *order.Flow, call *ssa.Call) token.Pos {
	values := []ssa.Value{call}
	for _, r := range *call.Referrers() {
		if ex, ok := r.(*ssa.Extract); ok {
			values = append(values, ex)
		}
	}
	for _, v := range values {
		for _, r := range *v.Referrers() {
			up, ok := r.(*ssa.MapUpdate)
			if !ok || up.Value != v {
				continue
			}
			if p := f.Place(up.Map); p.Known() && p.Kind != place.Local {
				if _, fixed := up.Key.(*ssa.Const); !fixed {
					return up.Pos()
				}
			}
		}
	}
	return token.NoPos
}
