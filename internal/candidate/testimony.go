package candidate

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Testimony yields a group for each access that does not hold a lock which another access to
// the map holds: the suspect and its witnesses. One witness is enough, where guard inference
// needs a majority, if something else shows that the suspect needs the lock too; the table
// below says what. If the majority has decided, only an access to an object that a function
// was given is left to ask about.
func Testimony(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			t := newTestimony(vs.Variable(k, nil), vs)
			if !t.Infer() {
				t.Evidence = guard.Evidence{}
			}
			for _, u := range t.Uses {
				if !yield(t.against(u, t.Uses)) {
					return
				}
			}
		}
		for _, k := range vs.Scalars.Order {
			t := newTestimony(&guard.Variable{Uses: slices.Concat(vs.Scalars.Of[k], vs.Maps.Of[k]), Taken: vs.Takings()}, vs)
			assigned := t.assignments()
			for _, u := range t.Uses {
				if leadsToMap(u) && !yield(t.against(u, assigned)) {
					return
				}
			}
		}
	}
}

// testimony is a variable whose accesses are asked which locks they hold. Its Lock is the
// guard that the majority holds, if there is one.
type testimony struct {
	*guard.Variable
	use    *guard.LockUse
	byLock map[guard.Key]*guard.Variable // the variable, as if that lock was its guard
	sites  map[site]int                  // on how many paths each site is reached
	held   map[heldAt]int                // on how many of them it holds the lock
}

type heldAt struct {
	site
	lock guard.Key
}

func newTestimony(v *guard.Variable, vs *guard.Variables) *testimony {
	t := &testimony{
		Variable: v, use: vs.LockUse(),
		byLock: map[guard.Key]*guard.Variable{}, sites: map[site]int{}, held: map[heldAt]int{},
	}
	for _, u := range t.Uses {
		s := siteOf(u)
		t.sites[s]++
		for _, m := range u.Sync.Locks() {
			if _, ok := guard.WayFrom(m.Place, u.Place); ok && m.Must {
				t.held[heldAt{s, guard.KeyOf(m)}]++
			}
		}
	}
	return t
}

// leadsToMap reports whether an access reads the variable of a map, or a pointer that may lead
// to one.
func leadsToMap(u *effect.RootAccess) bool {
	return u.Scalar == effect.EarlyLoad || u.Scalar == effect.PointerScalar && !u.Op.Writes()
}

// assignments returns the assignments of another map or pointer to the variable. One that
// fills a nil variable is none: a root that reads the variable before finds no map.
func (t *testimony) assignments() (out []*effect.RootAccess) {
	for _, w := range t.Uses {
		ofPointer := w.Scalar == effect.PointerScalar && w.Op.Writes()
		if ofPointer || w.Op.Replaces() && !w.FillsNil {
			out = append(out, w)
		}
	}
	return out
}

// against returns the group of a suspect and its witnesses.
func (t *testimony) against(u *effect.RootAccess, others []*effect.RootAccess) Group {
	return Group{
		Pairs: func(yield func(conflict.Pair) bool) {
			for _, w := range others {
				if m, ok := t.charge(u, w); ok && !yield(conflict.ByRoots(m.kind(), u, w, t.guardedBy(guard.KeyOf(m.lock), m.way))) {
					return
				}
			}
		},
		Finding: t.finding,
	}
}

// A charge is a suspect u and a witness w that holds lock, from whose object the path way
// leads to the map.
type charge struct {
	*testimony
	u, w *effect.RootAccess
	lock *state.SyncFact
	way  string
	what *evidence
}

func (m *charge) kind() conflict.EvidenceKind { return m.what.kind }

// charge returns the charge of two accesses of which one changes something, if the second
// one is a witness and there is evidence.
func (t *testimony) charge(u, w *effect.RootAccess) (*charge, bool) {
	oneThread := u.Root.Pos == w.Root.Pos && !u.Root.Many
	if oneThread || u.GuardOnly || !u.Op.Writes() && !w.Op.Writes() {
		return nil, false
	}
	lock, way, ok := guard.OwnLock(w, "")
	if !ok || guard.ShareLock(u, w) || !t.mostly(w, guard.KeyOf(lock)) {
		return nil, false
	}
	m := &charge{t, u, w, lock, way, nil}
	for i := range testimonies {
		e := &testimonies[i]
		if !t.decided(e, m) && e.holds(m) {
			m.what = e
			return m, true
		}
	}
	return nil, false
}

// decided reports whether the majority has decided which lock guards the map, so that nothing
// is left to ask: its accesses without the lock are reported as such. Not decided are an access
// to an object that the function was given, and one through a copy of the struct, whose
// original may have another owner.
func (t *testimony) decided(e *evidence, m *charge) bool {
	switch e.kind {
	case conflict.CopiedStruct:
		return false
	case conflict.OwnTestimony:
		return t.Lock != "" && (guard.KeyOf(m.lock) != t.Lock || guard.Shared(m.u))
	}
	return t.Lock != ""
}

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
	switch k := guard.KeyOf(m.lock); m.u.Scalar {
	case effect.EarlyLoad:
		return m.use.TakesFor(m.u, k)
	case effect.PointerScalar:
		return m.use.TakesBehind(m.u, k) && !slices.ContainsFunc(m.Uses, assigns)
	}
	return false
}

// differentLocks reports whether the suspect holds another lock of the same object, or another
// global one. The suspect is the access with the lock that fewer accesses hold, or the later
// one of two.
func (m *charge) differentLocks() bool {
	other, way, ok := guard.OwnLock(m.u, "")
	if !ok || m.u.Scalar != effect.NotScalar || way != m.way {
		return false
	}
	k, o := guard.KeyOf(m.lock), guard.KeyOf(other)
	mine, theirs := len(m.guardedBy(o, way).Holders), len(m.guardedBy(k, way).Holders)
	rarer := mine < theirs || mine == theirs && m.u.Order > m.w.Order
	return rarer && sameObject(m.u, m.w) && m.mostly(m.u, o) && !m.use.IsGate(k) && !m.use.IsGate(o)
}

// throughCopy reports whether the suspect changes the map through a copy of the struct, while
// the witness has the original and holds its lock.
func (m *charge) throughCopy() bool {
	sameMap := m.u.BaseType == m.w.BaseType && m.u.BaseType != "" && m.u.Place.AnyKeys() == m.w.Place.AnyKeys()
	calls := m.u.Root.Kind == effect.Callback && !m.use.TakesFor(m.u, guard.KeyOf(m.lock))
	return m.bare() && m.u.Op.Changes() && m.u.ViaCopy && !m.w.ViaCopy && sameMap && !calls
}

// bare reports whether the suspect accesses the map and holds no lock at all.
func (m *charge) bare() bool { return m.u.Scalar == effect.NotScalar && m.u.Sync.NumLocks() == 0 }

// ownTestimony reports whether the root of the suspect takes the lock elsewhere for this map,
// or for the collection that leads to it: its author takes the object for shared.
func (m *charge) ownTestimony() bool {
	return m.bare() && m.use.TakesFor(m.u, guard.KeyOf(m.lock))
}

// bareThread reports whether one of the two accesses is on a thread that is seen to start, and
// the other one is not.
func (m *charge) bareThread() bool {
	if !m.bare() || m.w.GuardOnly || !sameObject(m.u, m.w) {
		return false
	}
	byCaller := m.u.Root.Kind == effect.API && guard.Shared(m.u) && seen(m.w)
	return seen(m.u) || byCaller
}

// sameObject reports whether two accesses are to one global, or go the same way from objects of
// one type: the object that was constructed with a goroutine, or an object that each root has.
func sameObject(u, w *effect.RootAccess) bool {
	constructed := func(a, b *effect.RootAccess) bool {
		return a.ByConstructor && a.ConstructedType == b.Root.Recv && a.ConstructedPath == b.Place.Path
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
	k := guard.KeyOf(m.lock)
	if !m.bare() || m.u.Root.Kind != effect.API || !m.u.Op.Writes() || !m.use.IsFor(k, m.u.Key()) {
		return false
	}
	readers := map[string]bool{}
	for _, w := range m.guardedBy(k, m.way).Holders {
		if w.Op.Writes() {
			return false
		}
		readers[w.Declared()] = true
	}
	return len(readers) > 1
}

// finding makes the finding of a suspect and a witness.
func (t *testimony) finding(p conflict.Pair) conflict.Finding {
	u, w := p.A.ByRoot, p.B.ByRoot
	f := bareFinding(p)
	lock, _ := guard.HeldAs(w, p.Of.Lock)
	f.Lock = lock
	if other, _, ok := guard.OwnLock(u, ""); ok {
		f.Held = *other
	} else {
		f.Guard, f.Way = p.Of.Nearby(&lock)
		f.Locked, f.HasGuard = true, true
	}
	if u.Scalar == effect.EarlyLoad {
		f.Category, f.HasGuard = conflict.ReadWrite, false
	} else if u.CopyOfCaller || t.held[heldAt{siteOf(u), p.Of.Lock}] > 0 {
		reportAtCall(&f, u)
		f.Via = u.Via
	}
	for _, side := range []conflict.Side{p.A, p.B} {
		if seen(side.ByRoot) {
			f.Thread = side.ByRoot.Root.Thread
			break
		}
	}
	return f
}
