package guard

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// LockUse says which locks the thread roots of a package take, and for what.
type LockUse struct {
	taken     map[purpose]bool
	behind    map[purpose]bool        // the same of what leads to a map: fields, pointers, collections
	takers    map[Key]map[string]bool // the functions that make accesses under each lock
	gates     map[Key]bool
	variables map[Key]map[string]bool // the variables that are accessed under each lock
}

// A purpose is an access to a variable for which a root takes a lock.
type purpose struct {
	root token.Pos
	lock Key
	what place.Place // with unknown map keys
}

// LockUse returns what the roots of the package do with locks.
func (vs *Variables) LockUse() *LockUse {
	if vs.lockUse != nil {
		return vs.lockUse
	}
	l := &LockUse{taken: map[purpose]bool{}, behind: map[purpose]bool{}, takers: map[Key]map[string]bool{}, gates: map[Key]bool{}, variables: map[Key]map[string]bool{}}
	vs.lockUse = l
	type test struct {
		fn     string
		lock   Key
		status string
	}
	tests := map[test]bool{}
	for i := range vs.Uses {
		u := &vs.Uses[i]
		for _, m := range u.Sync.Locks() {
			k := KeyOf(m)
			if k == "" || !m.Must {
				continue
			}
			if l.takers[k] == nil {
				l.takers[k], l.variables[k] = map[string]bool{}, map[string]bool{}
			}
			p := purpose{u.Root.Pos, k, anyKeys(u.Place)}
			l.takers[k][u.Declared()], l.variables[k][u.Key()] = true, true
			l.taken[p] = l.taken[p] || u.Scalar != effect.EarlyLoad
			for q := range u.Place.Prefixes() {
				if u.Scalar == effect.NotScalar {
					l.behind[purpose{u.Root.Pos, k, anyKeys(q)}] = true
				}
			}
			if u.Scalar == effect.StatusScalar && !u.Op.Writes() {
				tests[test{u.Declared(), k, u.Key()}] = true
			}
		}
	}
	for i := range vs.Uses {
		u := &vs.Uses[i]
		for _, m := range u.Sync.Locks() {
			k := KeyOf(m)
			sets := u.Scalar == effect.StatusScalar && u.Op.Writes()
			l.gates[k] = l.gates[k] || sets && tests[test{u.Declared(), k, u.Key()}]
		}
	}
	return l
}

// TakesFor reports whether the root of an access takes the lock k at another access to the
// same variable, or to a variable on the way to it: the root has the lock of that object, and
// treats what it guards as shared. A function literal does not count: its caller may hold the
// lock.
func (l *LockUse) TakesFor(u *effect.RootAccess, k Key) bool {
	if u.Root.Literal {
		return false
	}
	for p := range u.Place.Prefixes() {
		if l.taken[purpose{u.Root.Pos, k, anyKeys(p)}] {
			return true
		}
	}
	return l.taken[purpose{u.Root.Pos, k, anyKeys(u.Place)}]
}

// TakesBehind reports whether the root of an access to a pointer takes the lock k for a map
// behind the pointer.
func (l *LockUse) TakesBehind(u *effect.RootAccess, k Key) bool {
	return !u.Root.Literal && l.behind[purpose{u.Root.Pos, k, anyKeys(u.Place)}]
}

// IsGate reports whether one function alone takes a lock, and tests and sets a status under it:
// the lock lets an initialization run once and guards nothing that others access.
func (l *LockUse) IsGate(k Key) bool { return l.gates[k] && len(l.takers[k]) == 1 }

// IsFor reports whether one variable alone is accessed under a lock.
func (l *LockUse) IsFor(k Key, variable string) bool {
	return len(l.variables[k]) == 1 && l.variables[k][variable]
}

// OwnLock returns a lock that an access certainly holds and that can be the guard of its map,
// with the path from the object of the lock to the map. It is the lock with that key, or any
// if k is "".
func OwnLock(u *effect.RootAccess, k Key) (lock *state.SyncFact, way string, ok bool) {
	for _, m := range u.Sync.Locks() {
		way, onWay := WayFrom(m.Place, u.Place)
		if has := KeyOf(m); onWay && m.Must && has != "" && (k == "" || has == k) {
			return m, way, true
		}
	}
	return nil, "", false
}

// ShareLock reports whether two accesses hold locks with one key.
func ShareLock(u, w *effect.RootAccess) bool {
	for _, m := range u.Sync.Locks() {
		if Holds(&w.Access, *m) {
			return true
		}
	}
	return false
}
