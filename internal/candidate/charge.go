package candidate

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
)

// A charge is a suspect u and a witness w.
type charge struct {
	*testimony
	u *effect.RootAccess
	w witness
}

// charge returns the evidence of two accesses of which one changes something, if there is any.
func (t *testimony) charge(u *effect.RootAccess, w witness) (conflict.EvidenceKind, bool) {
	oneThread := u.Root.Pos == w.Root.Pos && !u.Root.Many()
	changed := u.Op.Writes() || w.Op.Writes()
	if oneThread || !changed || guard.ShareLock(u, w.RootAccess) || !t.mostly(w.RootAccess, guard.KeyOf(w.lock)) {
		return 0, false
	}
	m := &charge{t, u, w}
	for _, e := range testimonies {
		if !m.decided(e.kind) && e.holds(m) {
			return e.kind, true
		}
	}
	return 0, false
}

// decided reports whether the majority has decided which lock guards the map, so that nothing
// is left to ask: its accesses without the lock are reported as such. Not decided are an access
// to an object that the function was given, and one through a copy of the struct, whose
// original may have another owner.
func (m *charge) decided(kind conflict.EvidenceKind) bool {
	switch kind {
	case conflict.CopiedStruct:
		return false
	case conflict.OwnTestimony:
		return m.Lock != "" && (m.key() != m.Lock || guard.Shared(m.u))
	}
	return m.Lock != ""
}

// key names the lock of the witness.
func (m *charge) key() guard.Key { return guard.KeyOf(m.w.lock) }

// mostly reports whether most paths to the site of an access hold the lock there. Otherwise
// some callers hold it for another reason.
func (t *testimony) mostly(w *effect.RootAccess, k guard.Key) bool {
	s := siteOf(w)
	return 2*t.held[heldAt{s, k}] >= t.sites[s]
}

// guardedBy returns the variable as if the lock k was its guard.
func (t *testimony) guardedBy(k guard.Key, way string) *guard.Variable {
	if t.byLock[k] == nil {
		v := &guard.Variable{Uses: t.Uses, Taken: t.Taken, Evidence: guard.Evidence{Lock: k, Way: way}}
		for _, w := range t.Uses {
			if _, _, ok := guard.OwnLock(w, k); ok {
				v.Holders = append(v.Holders, w)
			}
		}
		t.byLock[k] = v
	}
	return t.byLock[k]
}

// An evidence says what shows, besides the lock of the witness, that the suspect needs it.
type evidence struct {
	kind  conflict.EvidenceKind
	holds func(*charge) bool
}

var testimonies = []evidence{
	{conflict.LoadedEarly, (*charge).loadedEarly},
	{conflict.CopiedStruct, (*charge).throughCopy},
	{conflict.DifferentLocks, (*charge).differentLocks},
	{conflict.OwnTestimony, (*charge).ownTestimony},
	{conflict.BareThread, (*charge).bareThread},
	{conflict.UnlockedWrites, (*charge).unlockedWrites},
}

// loadedEarly reports whether the root of the suspect reads the variable and then takes the
// lock for the map, while the witness assigns another map to the variable.
//
// False negative: a root that assigns the variable too, as one does that fills it when needed.
func (m *charge) loadedEarly() bool {
	assigns := func(w *effect.RootAccess) bool { return w.Op.Writes() && w.Root.Pos == m.u.Root.Pos }
	switch m.u.Scalar {
	case effect.EarlyLoad:
		return m.use.TakesFor(m.u, m.key())
	case effect.PointerScalar:
		return m.use.TakesBehind(m.u, m.key()) && !slices.ContainsFunc(m.Uses, assigns)
	}
	return false
}

// differentLocks reports whether the suspect holds another lock of the same object, or another
// global one. The suspect is the access with the lock that fewer accesses hold, or the later
// one of two.
func (m *charge) differentLocks() bool {
	other, way, ok := guard.OwnLock(m.u, "")
	if !ok || m.u.Scalar != effect.NotScalar || way != m.w.way {
		return false
	}
	k, o := m.key(), guard.KeyOf(other)
	mine, theirs := len(m.guardedBy(o, way).Holders), len(m.guardedBy(k, way).Holders)
	rarer := mine < theirs || mine == theirs && m.u.Order > m.w.Order
	return rarer && sameObject(m.u, m.w.RootAccess) && m.mostly(m.u, o) && !m.use.IsGate(k) && !m.use.IsGate(o)
}

// throughCopy reports whether the suspect changes the map through a copy of the struct, while
// the witness has the original and holds its lock.
func (m *charge) throughCopy() bool {
	sameMap := m.u.BaseType == m.w.BaseType && m.u.BaseType != "" && m.u.Place.AnyKeys() == m.w.Place.AnyKeys()
	calls := m.u.Root.Kind == effect.Callback && !m.use.TakesFor(m.u, m.key())
	return m.bare() && m.u.Op.Changes() && m.u.ViaCopy && !m.w.ViaCopy && sameMap && !calls
}

// bare reports whether the suspect accesses the map and holds no lock at all.
func (m *charge) bare() bool { return m.u.Scalar == effect.NotScalar && m.u.Sync.NumLocks() == 0 }

// ownTestimony reports whether the root of the suspect takes the lock elsewhere for this map,
// or for the collection that leads to it: its author takes the object for shared.
func (m *charge) ownTestimony() bool {
	return m.bare() && m.use.TakesFor(m.u, m.key())
}

// bareThread reports whether one of the two accesses is on a thread that is seen to start, and
// the other one is not.
func (m *charge) bareThread() bool {
	if !m.bare() || m.w.GuardOnly || !sameObject(m.u, m.w.RootAccess) {
		return false
	}
	byCaller := m.u.Root.Kind == effect.API && guard.Shared(m.u) && seen(m.w.RootAccess)
	return seen(m.u) || byCaller
}

// sameObject reports whether two accesses are to one global, or go the same way from objects of
// one type: the object that was constructed with a goroutine, or an object that each root has.
func sameObject(u, w *effect.RootAccess) bool {
	constructed := func(a, b *effect.RootAccess) bool {
		return a.ByConstructor && a.ConstructedType == b.Root.Recv && a.LeadsTo(b.Place.Path)
	}
	sameWay := u.Place.AnyKeys() == w.Place.AnyKeys()
	if u.Place.Kind == place.Global || w.Place.Kind == place.Global {
		return sameWay && u.Place.Root() == w.Place.Root()
	}
	return sameWay && u.BaseType != "" && u.BaseType == w.BaseType || constructed(u, w) || constructed(w, u)
}

// seen reports whether an access is on a thread that is seen to start: a goroutine, or a
// handler of a server that is.
func seen(u *effect.RootAccess) bool {
	switch u.Root.Kind {
	case effect.Goroutine:
		return !u.Root.Thread.ByContract
	case effect.Entry:
		return u.OfStarter
	}
	return false
}

// unlockedWrites reports whether several functions take a lock for reads of this map alone,
// and the suspect, which is a write, does not.
func (m *charge) unlockedWrites() bool {
	if !m.bare() || m.u.Root.Kind != effect.API || !m.u.Op.Writes() || !m.use.IsFor(m.key(), m.u.Key()) {
		return false
	}
	readers := map[string]bool{}
	for _, w := range m.guardedBy(m.key(), m.w.way).Holders {
		if w.Op.Writes() {
			return false
		}
		readers[w.Declared()] = true
	}
	return len(readers) > 1
}
