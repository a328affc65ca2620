package candidate

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Testimony yields a group for each access that does not hold a lock which another access to
// the map holds: the suspect and its witnesses. One witness is enough, where guard inference
// needs a majority, if something else shows that the suspect needs the lock too; the table in
// charge.go says what. If the majority has decided, only an access to an object that a function
// was given is left to ask about.
func Testimony(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			t := newTestimony(vs.Variable(k, nil), vs)
			if !t.Infer() {
				t.Evidence = guard.Evidence{}
			}
			witnesses := witnessesOf(t.Uses)
			for _, u := range t.Uses {
				if t.open(u) && len(witnesses) > 0 && !yield(t.against(u, witnesses)) {
					return
				}
			}
		}
		for _, k := range vs.Scalars.Order {
			t := newTestimony(&guard.Variable{Uses: slices.Concat(vs.Scalars.Of[k], vs.Maps.Of[k]), Taken: vs.Takings()}, vs)
			assigned := witnessesOf(t.assignments())
			for _, u := range t.Uses {
				if leadsToMap(u) && len(assigned) > 0 && !yield(t.against(u, assigned)) {
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

// A witness is an access that holds a lock, from whose object the path way leads to the map.
type witness struct {
	*effect.RootAccess
	lock *state.SyncFact
	way  string
}

func witnessesOf(uses []*effect.RootAccess) (out []witness) {
	for _, w := range uses {
		if lock, way, ok := guard.OwnLock(w, ""); ok {
			out = append(out, witness{w, lock, way})
		}
	}
	return out
}

// open reports whether something is left to ask about an access: the majority has not decided
// which lock guards the map, or the access is to an object that the function was given, or to
// one that is a copy.
func (t *testimony) open(u *effect.RootAccess) bool {
	return !u.GuardOnly && (t.Lock == "" || !guard.Shared(u) || u.ViaCopy)
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
func (t *testimony) against(u *effect.RootAccess, witnesses []witness) Group {
	return Group{
		Pairs: func(yield func(conflict.Pair) bool) {
			for _, w := range witnesses {
				kind, ok := t.charge(u, w)
				if ok && !yield(conflict.ByRoots(kind, u, w.RootAccess, t.guardedBy(guard.KeyOf(w.lock), w.way))) {
					return
				}
			}
		},
		Finding: t.finding,
	}
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
