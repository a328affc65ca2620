package summary

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// PerObject is an access by a goroutine that is started for each of many objects:
// a function makes the object, starts the goroutine and puts the object into a
// collection under a key that it was given. What these goroutines have in common
// is what the objects were given.
type PerObject struct {
	Access
	Thread *Thread
	Stored token.Pos // where the object is put into the collection
}

// PerObjects lists the changes that such goroutines make to what all of them
// share: maps of the receiver of the function that starts them, or of the package.
func (e *engine) PerObjects() []PerObject {
	var out []PerObject
	for _, fn := range e.code {
		if fn.Synthetic != "" || fn.Signature.Recv() == nil {
			continue
		}
		b := e.builders[fn]
		for _, evs := range b.events {
			for _, ev := range evs {
				if ev.live && ev.kind == evSpawn {
					out = b.perObject(out, ev)
				}
			}
		}
	}
	return out
}

// perObject appends the accesses of the goroutines that one call starts.
func (b *builder) perObject(out []PerObject, ev *event) []PerObject {
	call, ok := ev.instr.(*ssa.Call)
	if !ok {
		return out
	}
	stored := b.storedUnderKey(call)
	if !stored.IsValid() {
		return out
	}
	for i, a := range ev.accesses {
		if a.Thread == 0 || !a.Op.Writes() || a.Op.Replaces() || a.Word != NoWord || a.Pos.Text != "" || !a.Place.OnlyFields() ||
			!(a.Place.Kind == place.Param && a.Place.Index == 0 || a.Place.Kind == place.Global) ||
			len(a.Marks.Excludes(a.Marks)) > 0 || !b.live(ev, &ev.accesses[i]).exit {
			continue
		}
		out = append(out, PerObject{Access: a, Thread: &ev.threads[a.Thread-1], Stored: stored})
	}
	return out
}

// storedUnderKey returns where the result of a call is put into a map that
// outlives the function, under a key that is a parameter or depends on one.
func (b *builder) storedUnderKey(call *ssa.Call) token.Pos {
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
			if p := b.place(up.Map); p.Known() && p.Kind != place.Local {
				if _, fixed := up.Key.(*ssa.Const); !fixed {
					return up.Pos()
				}
			}
		}
	}
	return token.NoPos
}
