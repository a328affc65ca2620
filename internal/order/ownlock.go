package order

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// noteOwnLock notes, for the accesses of an event, a held lock that belongs to this call of
// the function alone, if the function holds no other lock. It notes nothing for a map that
// belongs to the call as well.
func noteOwnLock(f *Flow, ev *trace.Event, held state.SyncSet) {
	locks := held.Locks()
	foreign := func(m *state.SyncFact) bool { return m.Place.Kind != place.Local || !m.Must }
	if ev.Kind != trace.EvAccess || len(locks) == 0 || slices.ContainsFunc(locks, foreign) {
		return
	}
	for i := range ev.Accesses {
		if a := &ev.Accesses[i]; isWrittenHere(f, a.Site) && a.Place.Kind != place.Local {
			a.Site.OwnLock = ownLockAt(f, locks[0].Place)
		}
	}
}

// isWrittenHere reports whether a site is in the source of the function or of its literals.
func isWrittenHere(f *Flow, s *effect.Site) bool {
	return s.Pos.Text == "" && (s.Func == f.Fn.Name() || strings.HasPrefix(s.Func, f.Fn.Name()+"$"))
}

// ownLockAt describes the lock at p, a variable of the function or a field of one, if no
// other goroutine can get it.
func ownLockAt(f *Flow, p place.Place) effect.OwnLock {
	name := p.Name[strings.LastIndexByte(p.Name, ':')+1:]
	a, ok := f.Defs[p.Name].(*ssa.Alloc)
	if !ok || !ssaq.DoesNotEscape(a) {
		return effect.OwnLock{}
	}
	switch v := ssaq.SoleValue(a); {
	case p.Path == "":
		return effect.OwnLock{Name: name, In: f.Fn.Name()}
	case v == nil: // a new object, not a copy
		return effect.OwnLock{}
	case f.Fn.Signature.Recv() != nil && v == f.Fn.Params[0]:
		return effect.OwnLock{Name: name + p.Path, Of: effect.Received, In: f.Fn.Name()}
	}
	return effect.OwnLock{Name: name + p.Path, Of: effect.Copied, In: f.Fn.Name()}
}
