package candidate

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// Copied returns a finding for each change of a map through a copy of a struct, without any
// lock, if some access to the map of the original holds a lock of the object that the map
// belongs to.
//
// One access with the lock is enough here, while guard inference needs a majority: several
// types may contain such a struct, each with its own lock.
func Copied(vs *guard.Variables) []conflict.Finding {
	at := map[token.Pos][]conflict.Finding{}
	var order []token.Pos
	for _, k := range vs.Maps.Order {
		for _, u := range vs.Maps.Of[k] {
			if !byCopyAlone(u) {
				continue
			}
			if f, ok := copied(u, vs.Maps.Of[k]); ok {
				if at[f.At] == nil {
					order = append(order, f.At)
				}
				at[f.At] = append(at[f.At], f)
			}
		}
	}
	var out []conflict.Finding
	for _, pos := range order {
		out = append(out, conflict.MostCertain(at[pos]))
	}
	return out
}

// byCopyAlone reports whether an access changes the map of a shared object through a copy
// and holds no lock.
func byCopyAlone(u *effect.RootAccess) bool {
	copyOfShared := u.ViaCopy && u.BaseType != "" && guard.Shared(u)
	return copyOfShared && changesBare(u)
}

// copied returns the finding of a change against an access that holds a lock of the same
// object. The caller of a callback may hold that lock. A callback is therefore reported only
// if the callback itself takes the lock for writing at another access.
func copied(u *effect.RootAccess, uses []*effect.RootAccess) (conflict.Finding, bool) {
	for _, w := range uses {
		sameMap := w.BaseType == u.BaseType && w.Place.AnyKeys() == u.Place.AnyKeys()
		if w.ViaCopy || !sameMap || veto.SameThread(u, w) {
			continue
		}
		if u.Root.Kind == effect.Callback && (w.Root.Pos != u.Root.Pos || w.Place.Root() != u.Place.Root()) {
			continue
		}
		m, ok := ownersLock(w)
		if !ok || u.Root.Kind == effect.Callback && m.Kind != state.Write {
			continue
		}
		f := conflict.Finding{
			Category: conflict.SharedCopy, Access: u.Scoped(), Other: w.Scoped(),
			Evidence: conflict.CopiedStruct.Evidence(),
			Doubts:   doubt.ByName(&guard.Variable{Uses: uses}, u),
			Locks:    conflict.Locks{Lock: m, Locked: true},
		}
		f.At = u.Pos.At()
		if u.CopyOfCaller {
			reportAtCall(&f, u)
			f.Via = u.Via
		}
		return f, true
	}
	return conflict.Finding{}, false
}

// ownersLock returns a lock that the access holds on every path and that is a field of the
// object at the root of the access's place.
func ownersLock(u *effect.RootAccess) (state.SyncFact, bool) {
	for _, m := range u.Sync.Locks() {
		owner := m.Place.Parent()
		named := m.Place.Known() && m.Place.Kind != place.Global
		if m.Must && named && owner.Path == "" && owner.Root() == u.Place.Root() {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}
