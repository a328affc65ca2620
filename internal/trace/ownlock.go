package trace

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// NoteOwnLock notes, for the accesses of an event, a lock that belongs to this call of
// the function alone, if the function holds no other. A map that belongs to the call
// too is another matter.
func NoteOwnLock(b *Trace, ev *Event, held state.SyncSet) {
	locks := held.Locks()
	if ev.Kind != EvAccess || len(locks) == 0 {
		return
	}
	for _, m := range locks {
		if m.Place.Kind != place.Local || !m.Must {
			return
		}
	}
	for i := range ev.Accesses {
		if a := &ev.Accesses[i]; a.Pos.Text == "" && (a.Func == b.Fn.Name() || strings.HasPrefix(a.Func, b.Fn.Name()+"$")) && a.Place.Kind != place.Local {
			a.Site.LockOwner = ownLock(b, locks[0].Place)
		}
	}
}

// ownLock describes the lock at p, a variable of the function or a field of one, if
// nobody else can get it.
func ownLock(b *Trace, p place.Place) effect.OwnLock {
	name := p.Name[strings.LastIndexByte(p.Name, ':')+1:]
	a, ok := b.Defs[p.Name].(*ssa.Alloc)
	if !ok || !ssaq.StaysHere(a) {
		return effect.OwnLock{}
	}
	switch v := ssaq.OnlyStore(a); {
	case p.Path == "":
		return effect.OwnLock{Name: name, In: b.Fn.Name()}
	case v == nil: // a new object, not a copy
		return effect.OwnLock{}
	case b.Fn.Signature.Recv() != nil && v == b.Fn.Params[0]:
		return effect.OwnLock{Name: name + p.Path, Of: effect.Received, In: b.Fn.Name()}
	}
	return effect.OwnLock{Name: name + p.Path, Of: effect.Copied, In: b.Fn.Name()}
}
