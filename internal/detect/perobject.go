package detect

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// PerObjects lists the changes that such goroutines make to what all of them
// share: maps of the receiver of the function that starts them, or of the package.
func PerObjects(e *order.Flows) []effect.PerObjectAccess {
	var out []effect.PerObjectAccess
	for _, fn := range e.Code {
		if fn.Synthetic != "" || fn.Signature.Recv() == nil {
			continue
		}
		b := e.Of[fn]
		for _, evs := range b.Events {
			for _, ev := range evs {
				if ev.Live && ev.Kind == trace.EvSpawn {
					out = perObject(b, out, ev)
				}
			}
		}
	}
	return out
}

// perObject appends the accesses of the goroutines that one call starts.
func perObject(b *order.Flow, out []effect.PerObjectAccess, ev *trace.Event) []effect.PerObjectAccess {
	call, ok := ev.Instr.(*ssa.Call)
	if !ok {
		return out
	}
	stored := storedUnderKey(b, call)
	if !stored.IsValid() {
		return out
	}
	for i, a := range ev.Accesses {
		if a.Thread == 0 || !a.Op.Writes() || a.Op.Replaces() || a.Scalar != effect.NotScalar || a.Pos.Text != "" || !a.Place.OnlyFields() ||
			!(a.Place.Kind == place.Param && a.Place.Index == 0 || a.Place.Kind == place.Global) ||
			len(a.Sync.Excludes(a.Sync)) > 0 || !b.Live(ev, &ev.Accesses[i]).Exit {
			continue
		}
		out = append(out, effect.PerObjectAccess{Access: a, Thread: &ev.Threads[a.Thread-1], Stored: stored})
	}
	return out
}

// storedUnderKey returns where the result of a call is put into a map that
// outlives the function, under a key that is a parameter or depends on one.
func storedUnderKey(b *order.Flow, call *ssa.Call) token.Pos {
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
			if p := b.Place(up.Map); p.Known() && p.Kind != place.Local {
				if _, fixed := up.Key.(*ssa.Const); !fixed {
					return up.Pos()
				}
			}
		}
	}
	return token.NoPos
}
