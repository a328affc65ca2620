package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// unnamed stands for a lock whose variable has no name.
const unnamed = "a lock"

// LockName names a lock of an access as messages do, for other reports.
func LockName(it effect.ScopedAccess, m state.SyncFact) string { return lockName(it, m) }

// lockName prints a lock the way the access's map is printed: s.mu beside
// s.m.
func lockName(it effect.ScopedAccess, m state.SyncFact) string {
	lock := m.Place
	lockType, last := cut(lock.Owner)
	mapType, _ := cut(it.Field)
	if base, ok := object(it.Expr); ok && lockType != "" && lockType == mapType {
		if way, _ := cut(it.Place.Path); hidden(it, lock.Owner, last) {
			return base + way + last
		}
		return embedded(base, last)
	}
	// A way of one step between two types is one of promotion: what the source writes before
	// the map may have the type that is embedded.
	if owner := lock.Parent(); owner.Known() && it.Place.HasPrefix(owner) {
		way := it.Place.Rest(owner)
		if base, ok := strings.CutSuffix(it.Expr, way.Path); ok && base != "" && (way.Len() > 1 || lockType == mapType) {
			return embedded(base, last)
		}
	}
	if base, ok := object(it.Expr); ok && guard.Promoted(lock) {
		return embedded(base, last)
	}
	if ofElement(m) {
		return unnamed // its owner is the field with the collection
	}
	return byType(m)
}

// ofElement reports whether a lock is an element of a collection, as one with an embedded
// mutex is.
func ofElement(m state.SyncFact) bool {
	return strings.HasSuffix(m.Place.Path, "}") || strings.HasSuffix(m.Place.Path, "]")
}

// byType names a lock that is a field by the type that has it, another by its variable.
func byType(m state.SyncFact) string {
	if lockType, last := cut(m.Place.Owner); lockType != "" && m.Place.Kind != place.Global {
		return lockType[strings.LastIndexByte(lockType, '.')+1:] + last
	}
	return cmp.Or(tail(m.Place), unnamed)
}

// guardName is lockName for the guard of a map, which may be a field of a struct that is
// embedded in the one with the map: it is named by promotion.
func guardName(f *conflict.Finding) string {
	base, ok := object(f.Access.Expr)
	_, last := cut(f.Lock.Place.Path)
	if !ok || !f.HasGuard || !besideMap(f) || hidden(f.Access, f.Lock.Place.Owner, last) {
		return lockName(f.Access, f.Lock)
	}
	return embedded(base, last)
}

// besideMap reports whether methods of the type that declares a map take the guard of it
// from their receiver, which has it as a field or by promotion.
func besideMap(f *conflict.Finding) bool {
	mapType, _ := cut(f.Access.Field)
	return slices.ContainsFunc(f.Guards, func(u *effect.RootAccess) bool {
		return u.Root.Method && u.Root.Recv == mapType && u.Field == f.Access.Field && u.Place.Kind == place.Param && u.Place.Index == 0 &&
			u.Place.AnyKeys() == f.Way && strings.Count(f.Way, ".") == 1 && strings.HasPrefix(f.Way, ".")
	}) && strings.HasSuffix(f.Access.Place.AnyKeys(), f.Way)
}

// object returns what the source writes before the last selector of an expression that
// is a field, or an element of one: "s" for "s.m" and "s.m[k.x]".
func object(expr string) (string, bool) {
	depth := 0
	for i := len(expr) - 1; i > 0; i-- {
		switch expr[i] {
		case ']', ')':
			depth++
		case '[', '(':
			depth--
		case '.':
			if depth == 0 {
				return expr[:i], true
			}
		}
	}
	return "", false
}

// hidden reports whether an access to a map of an embedded object holds a lock by which
// the outer object hides the given one: then the way through the former is to be named.
func hidden(it effect.ScopedAccess, lock, last string) bool {
	return !strings.Contains(it.Expr, "[") && slices.ContainsFunc(it.Sync.Locks(), func(m *state.SyncFact) bool {
		return m.Place.Owner != lock && m.Place.Path == last && m.Place.Root() == it.Place.Root() &&
			strings.Count(it.Place.Path, ".") > strings.Count(it.Expr, ".")
	})
}

// embedded prints the field last of base, or base if the field is an embedded
// mutex.
func embedded(base, last string) string {
	if last == ".Mutex" || last == ".RWMutex" {
		return base
	}
	return base + last
}

// readLock returns the lock that an access holds for reading.
func readLock(it effect.ScopedAccess) state.SyncFact {
	for _, m := range it.Sync {
		if m.Kind == state.Read {
			return *m
		}
	}
	return state.SyncFact{}
}

// cut splits the last step off a path.
func cut(path string) (string, string) {
	i := strings.LastIndexAny(path, ".[{")
	if i < 0 {
		return "", path
	}
	return path[:i], path[i:]
}

// tail names a lock by its last field or its variable.
func tail(p place.Place) string {
	if _, last := cut(p.Path); strings.HasPrefix(last, ".") {
		return last[1:]
	}
	if p.Path == "" {
		if i := strings.LastIndexByte(p.Name, ':'); i >= 0 && p.Kind == place.Local {
			return p.Name[i+1:]
		}
		if p.Kind == place.Global {
			return p.Name[strings.LastIndexByte(p.Name, '.')+1:]
		}
	}
	return ""
}

// funcName names a function, or the one that a literal is in.
func funcName(fn string) string {
	name, _, literal := strings.Cut(fn, "$")
	name, _, _ = strings.Cut(name, "#") // one of several init functions
	if literal {
		return "a function literal of " + name
	}
	return name
}
