package conflict

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// variable is a map-valued field or global with its uses.
type variable struct {
	uses []*summary.Use
	// helpers are uses by functions that are there for tests: they say nothing of the guard.
	helpers []*summary.Use
	guard   lockKey
	way     string         // from the object that has the guard to the map
	at      []*summary.Use // one use for each access that holds the guard
	// taken has the locks that roots take.
	taken map[taking]bool
	// forgot has those that they are said to forget for what a collection keeps: a
	// function that asks several does so once.
	forgot map[taking]bool
}

// lockKey names a lock for all objects of a type.
type lockKey string

// keyOf returns the key of a lock, "" for one that may be any.
func keyOf(m *state.Mark) lockKey {
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
func Guarded(vs *Variables, stated map[string]Statement) []Finding {
	taken, forgot := vs.takings(), map[taking]bool{}
	var out []Finding
	seen := map[token.Pos]bool{}
	for _, k := range vs.maps.order {
		v := &variable{uses: vs.maps.of[k], helpers: vs.helpers.of[k], taken: taken, forgot: forgot}
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
func shared(u *summary.Use) bool {
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
func Guard(a *summary.Access) (lock state.Mark, way string, ok bool) {
	for _, m := range a.Marks.Locks() {
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
func Holds(a *summary.Access, m state.Mark) bool {
	for _, n := range a.Marks.Locks() {
		if n.Place == m.Place || keyOf(n) == keyOf(&m) && keyOf(&m) != "" {
			return true
		}
	}
	return false
}

// findings returns the uses that break the discipline of the variable.
func (v *variable) findings() []Finding {
	type access struct {
		pos    token.Pos
		writes bool
	}
	guarded := map[access]bool{} // those that hold the guard on some way to them
	for _, u := range v.uses {
		if m, ok := holds(u, v.guard); ok && (m.Mode == state.Write || !u.Op.Writes()) {
			guarded[access{u.Pos.At(), u.Op.Writes()}] = true
		}
	}
	var out []Finding
	reported := map[token.Pos]bool{} // roots: one forgets a lock once
	for _, s := range v.suspects() {
		u := s.use
		other := v.against(u)
		if other == nil || reported[u.Root.Pos] && !u.Op.Writes() {
			continue
		}
		reported[u.Root.Pos] = true
		if lock := (taking{root: u.Root.Pos, lock: v.guard}); u.Outer != "" {
			if v.forgot[lock] {
				continue
			}
			v.forgot[lock] = true
		}
		f := Finding{Confidence: Likely, Doubts: s.doubts, Access: item(u), Other: item(other), At: u.Pos.At()}
		if guarded[access{u.Pos.At(), u.Op.Writes()}] || u.Lent && u.OwnLock().Of != summary.Received {
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
	use    *summary.Use
	doubts Doubts
}

// suspects returns the uses that ought to hold the guard: first those of which nothing
// raises a doubt, then writes, since m[k]++ is a write.
func (v *variable) suspects() []suspect {
	var out []suspect
	for _, u := range slices.Concat(v.uses, v.helpers) {
		switch {
		case u.Root.Kind == summary.Callback && !v.takesGuard(u) && !v.takesOuter(u) && !v.handedOut(u) || u.Root.Kind == summary.Main || u.Waited():
			continue // nobody knows when, or before or after all others
		case u.Pos.Text != "" && u.Outer == "":
			continue // the package that has the access reports it
		case v.leftToCallers(u):
			continue // it cannot take the guard, other packages can
		case u.Op == state.OpReplace && !v.otherLock(u):
			continue // a new map is mostly given to an object before it is shared
		case !shared(u) || !strings.HasSuffix(u.Place.AnyKeys(), v.way):
			continue // whose object it is, or which guard, cannot be seen
		}
		s := suspect{u, said(u.Says | u.Around)}
		if u.Place.Kind != place.Global {
			s.doubts |= v.byName(u)
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
func (v *variable) nearby(m *state.Mark) (lock state.Mark, way string) {
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
func (v *variable) against(u *summary.Use) *summary.Use {
	if m, ok := holds(u, v.guard); ok && (m.Mode == state.Write || !u.Op.Writes()) {
		return nil
	}
	if v.nearer(u) {
		return nil
	}
	var found *summary.Use
	others := inner(v.way) && !v.ofOwner(u)
	for _, w := range v.at {
		if others && (u.Root.Recv != w.Root.Recv || u.Place.Path != w.Place.Path || v.otherOwner(u)) {
			continue // the guard of one owner says nothing of another's
		}
		if !u.Op.Writes() && !w.Op.Writes() || sameThread(u, w) || mayExclude(u, w) || ownVariable(&u.Access, &w.Access) || ownVariable(&w.Access, &u.Access) {
			continue
		}
		if found == nil || w.Op.Writes() && !found.Op.Writes() {
			found = w
		}
	}
	return found
}

// ofOwner reports whether a use belongs to a method of the type that has the
// guard, and goes from its receiver to the map; or goes to the map from an object
// of which its root takes the guard elsewhere, and no other lock here.
func (v *variable) ofOwner(u *summary.Use) bool {
	return v.takesGuard(u) && !v.otherOwner(u) || u.Place.Kind == place.Param && u.Place.Index == 0 && u.Root.Method &&
		u.Place.AnyKeys() == v.way && strings.HasPrefix(string(v.guard), u.Root.Recv+".")
}

// nearer reports whether a use holds a lock that is nearer to the map than the
// guard: where the map's own object has a lock, that of an outer object is held
// for another reason.
func (v *variable) nearer(u *summary.Use) bool {
	return slices.ContainsFunc(u.Marks.Locks(), func(m *state.Mark) bool {
		way, ok := related(m.Place, u.Place)
		return ok && m.Must && m.Place.Kind != place.Global && len(way) < len(v.way) && (m.Mode == state.Write || !u.Op.Writes())
	})
}

// otherOwner reports whether a use holds a lock that stands to the map as the
// guard does, but is another: that of an owner of another type.
func (v *variable) otherOwner(u *summary.Use) bool {
	return slices.ContainsFunc(u.Marks.Locks(), func(m *state.Mark) bool {
		way, ok := related(m.Place, u.Place)
		return ok && way == v.way && keyOf(m) != v.guard
	})
}

// rootHolds reports whether the root of a use holds the guard, in a way that is
// good enough, at some access to the same map.
func (v *variable) rootHolds(u *summary.Use, enough func(*state.Mark) bool) bool {
	return slices.ContainsFunc(v.uses, func(w *summary.Use) bool {
		if w.Root.Pos != u.Root.Pos || w.Place.Path != u.Place.Path || w.Place.Root() != u.Place.Root() {
			return false
		}
		m, ok := holds(w, v.guard)
		return ok && enough(&m)
	})
}

// otherLock reports whether a use certainly holds a lock of the object that has
// the guard, and not the guard: its author takes the object for shared.
func (v *variable) otherLock(u *summary.Use) bool {
	if _, ok := holds(u, v.guard); ok {
		return false
	}
	return slices.ContainsFunc(u.Marks.Locks(), func(m *state.Mark) bool {
		way, ok := related(m.Place, u.Place)
		return ok && m.Must && m.Mode == state.Write && m.Place.Kind != place.Global && way == v.way && keyOf(m) != v.guard && keyOf(m) != ""
	})
}

// inner reports whether a map is not in the object that has its guard but in
// one that belongs to it.
func inner(way string) bool { return strings.Count(way, ".") > 1 }

// sameThread reports whether two uses are made by one goroutine of which there
// is only one.
func sameThread(a, b *summary.Use) bool {
	return a.Root.Kind == summary.Goroutine && b.Root.Kind == summary.Goroutine && a.Root.Pos == b.Root.Pos && !a.Root.Many
}

// holds returns the mark of a lock with that key.
func holds(u *summary.Use, k lockKey) (state.Mark, bool) {
	var found state.Mark
	ok := false
	for _, m := range u.Marks {
		if m.Mode <= state.Read && keyOf(m) == k && !ofOneCall(u, m) && (!ok || m.Mode == state.Write) {
			found, ok = *m, true
		}
	}
	return found, ok
}

// ofOneCall reports whether a lock that a use holds belongs to the call of the function
// which takes it: it keeps nobody else out.
func ofOneCall(u *summary.Use, m *state.Mark) bool {
	return m.Place.Kind == place.Local && u.OwnLock().Name != ""
}

// mayExclude reports whether the locks of two uses, of whatever objects, may
// keep them apart.
func mayExclude(a, b *summary.Use) bool {
	for _, m := range a.Marks {
		for _, n := range b.Marks {
			locks := (m.Mode == state.Write && n.Mode <= state.Read || m.Mode == state.Read && n.Mode == state.Write) && !ofOneCall(a, m) && !ofOneCall(b, n)
			if locks && (m.Place.Wild && !siblings(m.Place, n.Place) || keyOf(m) == "" || keyOf(n) == "" || keyOf(m) == keyOf(n)) {
				return true
			}
			if m.Mode > state.Read && m.Place.Owner != "" && m.Place.Owner == n.Place.Owner && state.Tied(m.Mode, n.Mode) {
				return true
			}
		}
	}
	return unknownLock(a) || unknownLock(b) && !b.Op.Writes()
}

// siblings reports whether two locks are different fields of one struct: a field
// that points to a lock is not there to point to the lock beside it.
func siblings(a, b place.Place) bool {
	i, j := strings.LastIndexByte(a.Owner, '.'), strings.LastIndexByte(b.Owner, '.')
	return i > 0 && j > 0 && a.Owner[:i] == b.Owner[:j] && a.Owner != b.Owner
}

// unknownLock reports whether a use holds a lock that may be any.
func unknownLock(u *summary.Use) bool {
	return slices.ContainsFunc(u.Marks.Locks(), func(m *state.Mark) bool { return keyOf(m) == "" && !ofOneCall(u, m) })
}
