package conflict

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// variable is a map-valued field or global with its uses.
type variable struct {
	uses []*effect.RootAccess
	// helpers are uses by functions that are there for tests: they say nothing of the guard.
	helpers []*effect.RootAccess
	guard   lockKey
	way     string               // from the object that has the guard to the map
	at      []*effect.RootAccess // one use for each access that holds the guard
	// taken has the locks that roots take.
	taken map[taking]bool
}

// guardedMap is a variable whose guard is known.
type guardedMap struct {
	*variable
	// forgot has the locks that roots are said to forget for what a collection keeps: a
	// function that asks several does so once.
	forgot map[taking]bool
	rec    *Record
}

// lockKey names a lock for all objects of a type.
type lockKey string

// keyOf returns the key of a lock, "" for one that may be any.
func keyOf(m *state.SyncFact) lockKey {
	p := m.Place
	switch {
	case !p.Known() || p.Wild && p.Kind != place.Global && (p.Owner == "" || strings.HasPrefix(p.Owner, "sync.")):
		return "" // behind an interface, such as Cond.L
	case p.Owner != "":
		return lockKey(p.Owner)
	case p.Kind == place.Global:
		return lockKey(p.Name + p.Path)
	}
	return ""
}

// Guarded returns the findings of maps that have a guard: the accesses that do
// not hold it, or hold it only for reading while they write; and the functions
// that let the map out, of which the leaks are the candidates. The guard is the one
// that the source states or, where it is silent, the one that most accesses hold.
func Guarded(vs *Variables, stated map[string]Statement, rec *Record) []Finding {
	taken, forgot := vs.takings(), map[taking]bool{}
	var out []Finding
	seen := map[token.Pos]bool{}
	for _, k := range vs.maps.order {
		v := guardedMap{&variable{uses: vs.maps.of[k], helpers: vs.helpers.of[k], taken: taken}, forgot, rec}
		var found []Finding
		if s, ok := stated[k]; ok && !s.Loose {
			v.state(s, vs.leaks.of[k])
			found = v.contradictions(s)
		} else if v.infer(vs.leaks.of[k]) || ok && v.believe(s, vs.leaks.of[k]) {
			found = v.findings()
		} else {
			continue
		}
		for _, f := range append(found, v.leaked(vs.leaks.of[k])...) {
			if !seen[f.At] {
				seen[f.At] = true
				out = append(out, f)
			}
		}
	}
	return out
}

// shared reports whether an object is likely to be known to others: it is the
// receiver, a global, what a closure captured, or belongs to one of them. What
// a function is given as an argument may be its caller's own.
func shared(u *effect.RootAccess) bool {
	switch u.Place.Kind {
	case place.Param:
		return u.Place.Index == 0 && u.Root.Method
	case place.Value:
		return u.Obtained
	}
	return true
}

// related reports whether a lock can be the guard of a map, and how: it belongs
// to an object on the way to the map, so that the rest of the way is the same
// wherever that lock is the guard, or it is one for all objects. The lock of an embedded
// struct belongs to the object around it too, by promotion.
func related(lock, m place.Place) (way string, ok bool) {
	if lock.Kind == place.Global {
		return "", true
	}
	owner := lock.Parent()
	if Promoted(lock) {
		for !m.HasPrefix(owner) && owner.OnlyFields() {
			owner = owner.Parent()
		}
	}
	if !m.HasPrefix(owner) {
		return "", false
	}
	m.Path = m.Path[len(owner.Path):]
	return m.AnyKeys(), true
}

// Promoted reports whether a lock is a field of a struct that is embedded in another: the
// field which has that struct bears the name of its type.
func Promoted(lock place.Place) bool {
	typ := lock.Owner[:max(0, strings.LastIndexByte(lock.Owner, '.'))]
	typ = typ[strings.LastIndexByte(typ, '.')+1:]
	return typ != "" && strings.HasSuffix(lock.Parent().Path, "."+typ)
}

// ByOwner is the way of a guard whose object is known by its type alone.
const ByOwner = "*"

// Guard returns the lock that most likely guards the map of an access which
// holds it, and the steps that lead from the object of the lock to the map; ok
// is false if the access holds none that could be. A lock that is a variable of
// its own leads nowhere: it is one for all maps. A map that came into its
// object from elsewhere has a place of its own: then what the access goes
// through to reach it may tell the object, [ByOwner].
func Guard(a *effect.Access) (lock state.SyncFact, way string, ok bool) {
	for _, m := range a.Sync.Locks() {
		if !m.Place.Known() || !m.Must {
			continue
		}
		w, rel := related(m.Place, a.Place)
		if last := strings.LastIndexByte(a.Field, '.'); !rel && last > 0 && strings.HasPrefix(m.Place.Owner, a.Field[:last+1]) {
			w, rel = a.Field[last:], true
		}
		if !rel && m.Place.Owner != "" {
			w, rel = ByOwner, true
		}
		if !rel && m.Place.Path != "" {
			continue
		}
		if !ok || rank(w) > rank(way) {
			lock, way, ok = *m, w, true
		}
	}
	return lock, way, ok
}

// rank orders ways by how much they say.
func rank(way string) int {
	switch way {
	case ByOwner:
		return 0
	case "":
		return 1
	}
	return 2
}

// Holds reports whether an access may hold a lock with the key of m, in
// whatever mode.
func Holds(a *effect.Access, m state.SyncFact) bool {
	for _, n := range a.Sync.Locks() {
		if n.Place == m.Place || keyOf(n) == keyOf(&m) && keyOf(&m) != "" {
			return true
		}
	}
	return false
}

// findings returns the uses that break the discipline of the variable.
func (v guardedMap) findings() []Finding {
	type access struct {
		pos    token.Pos
		writes bool
	}
	guarded := map[access]bool{} // those that hold the guard on some way to them
	for _, u := range v.uses {
		if m, ok := holds(u, v.guard); ok && (m.Kind == state.Write || !u.Op.Writes()) {
			guarded[access{u.Pos.At(), u.Op.Writes()}] = true
		}
	}
	var out []Finding
	reported := map[token.Pos]bool{} // roots: one forgets a lock once
	for _, s := range v.suspects() {
		u := s.use
		other := v.against(u, v.rec)
		if other == nil {
			continue
		}
		lock := taking{root: u.Root.Pos, lock: v.guard}
		told := reported[u.Root.Pos] && !u.Op.Writes() || u.Outer != "" && v.forgot[lock]
		reported[u.Root.Pos] = true
		if told {
			v.rec.silentPair(u, other, verdict{first: "another finding tells this function of the guard"})
			continue
		}
		if u.Outer != "" {
			v.forgot[lock] = true
		}
		f := Finding{Confidence: Likely, Doubts: s.doubts, Access: u.Scoped(), Other: other.Scoped(), At: u.Pos.At()}
		if guarded[access{u.Pos.At(), u.Op.Writes()}] || u.Lent && u.OwnLock().Of != effect.Received {
			f.At = u.Via
			f.Indirect = u.Via != u.Pos.At()
		}
		if f.Indirect || u.Expects {
			f.Via = u.Via
		}
		f.Category = classify(&f.Access, &f.Other)
		f.Lock, _ = holds(other, v.guard)
		f.Locked = true
		f.Guard, f.Way = v.nearby(&f.Lock)
		f.HasGuard = true
		f.Guards = v.at
		out = append(out, f)
	}
	return out
}

// suspect is a use that ought to hold the guard, unless the doubts are right.
type suspect struct {
	use    *effect.RootAccess
	doubts Doubts
}

// unguarded is a use of a variable that has a guard.
type unguarded struct {
	v *variable
	u *effect.RootAccess
}

// guardVetoes are the reasons why a use need not hold the guard.
var guardVetoes = []veto[unguarded]{
	when("nobody knows when the callback runs", func(c unguarded) bool {
		return c.u.Root.Kind == effect.Callback && !c.v.takesGuard(c.u) && !c.v.takesOuter(c.u) && !c.v.handedOut(c.u)
	}),
	when("main runs before or after all others", func(c unguarded) bool { return c.u.Root.Kind == effect.Main }),
	when("the others have been waited for", func(c unguarded) bool { return c.u.Waited() }),
	when("the package that has the access reports it", func(c unguarded) bool { return c.u.Pos.Text != "" && c.u.Outer == "" }),
	when("other packages can take the guard, this function cannot", func(c unguarded) bool { return c.v.leftToCallers(c.u) }),
	// A new map is usually given to an object before it is shared.
	when("a new map for an object that may be new", func(c unguarded) bool { return c.u.Op == state.OpReplace && !c.v.otherLock(c.u) }),
	when("the object may be the caller's own", func(c unguarded) bool { return !shared(c.u) }),
	when("the guard is not on the way to the map", func(c unguarded) bool { return !strings.HasSuffix(c.u.Place.AnyKeys(), c.v.way) }),
	when("a lock nearer to the map is held", func(c unguarded) bool { return c.v.nearer(c.u) }),
}

// suspects returns the uses that ought to hold the guard: first those of which nothing
// raises a doubt, then writes, since m[k]++ is a write.
func (v guardedMap) suspects() []suspect {
	var out []suspect
	for _, u := range slices.Concat(v.uses, v.helpers) {
		if why := judge(v.rec, guardVetoes, unguarded{v.variable, u}); why.silent() {
			if !v.rec.hears() {
				continue
			}
			if other := v.against(u, nil); other != nil {
				v.rec.silentPair(u, other, why)
			}
			continue
		}
		s := suspect{u, said(u.Says | u.Around)}
		if u.Place.Kind != place.Global {
			s.doubts |= v.variable.byName(u)
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b suspect) int {
		return cmp.Or(cmp.Compare(a.doubts.steps(), b.doubts.steps()), cmp.Compare(b.use.Op, a.use.Op))
	})
	return out
}

// nearby returns the guard as some access holds it that reaches the map through
// the object which has the lock, and the way from there; else the given lock: for
// an access to an object that everybody has, any lock of it is one for all.
func (v *variable) nearby(m *state.SyncFact) (lock state.SyncFact, way string) {
	for _, w := range v.at {
		l, ok := holds(w, v.guard)
		if owner := l.Place.Parent(); ok && l.Place.Path != "" && w.Place.HasPrefix(owner) {
			return l, w.Place.Path[len(owner.Path):]
		}
	}
	return *m, v.way
}

// against returns a use, guarded, that u conflicts with: no lock is common, and
// both can run at the same time.
func (v guardedMap) against(u *effect.RootAccess, rec *Record) *effect.RootAccess {
	if m, ok := holds(u, v.guard); ok && (m.Kind == state.Write || !u.Op.Writes()) {
		return nil
	}
	var found, first *effect.RootAccess
	var why verdict // against the first pair that is silent
	others := inner(v.way) && !v.ofOwner(u)
	for _, w := range v.at {
		if !u.Op.Writes() && !w.Op.Writes() {
			continue
		}
		if others && (u.Root.Recv != w.Root.Recv || u.Place.Path != w.Place.Path || v.otherOwner(u)) {
			first, why = cmp.Or(first, w), why.or(verdict{first: "the guard of one owner says nothing of another's"})
		} else if silent := judge(rec, pairVetoes, pair{u, w}); silent.silent() {
			first, why = cmp.Or(first, w), why.or(silent)
		} else if found == nil || w.Op.Writes() && !found.Op.Writes() {
			found = w
		}
	}
	switch {
	case first != nil && found != nil:
		rec.spoke(why)
	case first != nil:
		rec.silentPair(u, first, why)
	}
	return found
}

// pair is two uses of one variable, of which one changes it.
type pair struct{ a, b *effect.RootAccess }

// pairVetoes are the reasons why two uses do not run at the same time, whatever says that
// the object is shared.
var pairVetoes = []veto[pair]{
	when("one goroutine makes both", func(p pair) bool { return sameThread(p.a, p.b) }),
	when("perhaps a common lock", func(p pair) bool { return mayExclude(p.a, p.b) }),
	when("own variable", func(p pair) bool {
		return ownVariable(&p.a.Access, &p.b.Access) || ownVariable(&p.b.Access, &p.a.Access)
	}),
}

// ofOwner reports whether a use belongs to a method of the type that has the
// guard, and goes from its receiver to the map; or goes to the map from an object
// of which its root takes the guard elsewhere, and no other lock here.
func (v *variable) ofOwner(u *effect.RootAccess) bool {
	return v.takesGuard(u) && !v.otherOwner(u) || v.ofReceiver(u)
}

// ofReceiver reports whether a use belongs to a method of the type that has the guard,
// and goes from its receiver to the map. What has the map as a field has the guard beside
// it too, or in a struct that it embeds.
func (v *variable) ofReceiver(u *effect.RootAccess) bool {
	return u.Place.Kind == place.Param && u.Place.Index == 0 && u.Root.Method && u.Place.AnyKeys() == v.way &&
		(strings.HasPrefix(string(v.guard), u.Root.Recv+".") || !inner(v.way) && !strings.ContainsAny(v.way, "[{"))
}

// nearer reports whether a use holds a lock that is nearer to the map than the
// guard: where the map's own object has a lock, that of an outer object is held
// for another reason.
func (v *variable) nearer(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		way, ok := related(m.Place, u.Place)
		return ok && m.Must && m.Place.Kind != place.Global && len(way) < len(v.way) && (m.Kind == state.Write || !u.Op.Writes())
	})
}

// otherOwner reports whether a use holds a lock that stands to the map as the
// guard does, but is another: that of an owner of another type.
func (v *variable) otherOwner(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		way, ok := related(m.Place, u.Place)
		return ok && way == v.way && keyOf(m) != v.guard
	})
}

// rootHolds reports whether the root of a use holds the guard, in a way that is
// good enough, at some access to the same map.
func (v *variable) rootHolds(u *effect.RootAccess, enough func(*state.SyncFact) bool) bool {
	return slices.ContainsFunc(v.uses, func(w *effect.RootAccess) bool {
		if w.Root.Pos != u.Root.Pos || w.Place.Path != u.Place.Path || w.Place.Root() != u.Place.Root() {
			return false
		}
		m, ok := holds(w, v.guard)
		return ok && enough(&m)
	})
}

// otherLock reports whether a use certainly holds a lock of the object that has
// the guard, and not the guard: its author takes the object for shared.
func (v *variable) otherLock(u *effect.RootAccess) bool {
	if _, ok := holds(u, v.guard); ok {
		return false
	}
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		way, ok := related(m.Place, u.Place)
		return ok && m.Must && m.Kind == state.Write && m.Place.Kind != place.Global && way == v.way && keyOf(m) != v.guard && keyOf(m) != ""
	})
}

// inner reports whether a map is not in the object that has its guard but in
// one that belongs to it.
func inner(way string) bool { return strings.Count(way, ".") > 1 }
