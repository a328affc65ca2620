package inventory

import (
	"go/token"
	"maps"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/report"
	"github.com/mapconcur/mapconcur/internal/state"
)

// heldLocks names the locks that are held at an access, each once, as it is held best.
func heldLocks(it effect.ScopedAccess) []Lock {
	var out []Lock
	for _, m := range it.Sync.Locks() {
		if !m.Place.Known() {
			continue
		}
		l := Lock{Name: report.LockName(it, *m), Read: m.Kind == state.Read, Maybe: !m.Must}
		i := slices.IndexFunc(out, func(k Lock) bool { return k.Name == l.Name })
		switch {
		case i < 0:
			out = append(out, l)
		case out[i].Maybe && !l.Maybe || out[i].Maybe == l.Maybe && out[i].Read:
			out[i] = l
		}
	}
	return out
}

// meet returns the locks that are held at one access of which a and b are two ways: a lock that
// only one of them holds is held on some paths.
func meet(a, b []Lock) []Lock {
	var out []Lock
	for _, l := range a {
		i := slices.IndexFunc(b, func(k Lock) bool { return k.Name == l.Name })
		if i < 0 {
			l.Maybe = true
		} else {
			l.Maybe, l.Read, l.Guard = l.Maybe || b[i].Maybe, l.Read || b[i].Read, l.Guard || b[i].Guard
		}
		out = append(out, l)
	}
	for _, l := range b {
		if !slices.ContainsFunc(a, func(k Lock) bool { return k.Name == l.Name }) {
			l.Maybe = true
			out = append(out, l)
		}
	}
	return out
}

// guardName names the guard of a map. That of a local variable is the lock that
// most of its accesses hold, two at least; then it also says which do.
func (e *entry) guardName() (name string, held map[token.Pos]bool) {
	if e.guarded {
		return e.lockName, nil
	}
	locks := map[string]map[token.Pos]bool{}
	for _, pos := range e.positions() {
		for _, name := range e.heldBy(pos) {
			if locks[name] == nil {
				locks[name] = map[token.Pos]bool{}
			}
			locks[name][pos] = true
		}
	}
	for _, k := range slices.Sorted(maps.Keys(locks)) {
		if n := len(locks[k]); n > 1 && n > len(held) {
			name, held = k, locks[k]
		}
	}
	return name, held
}

// heldBy names the locks that all threads hold at an access, as its operation needs it.
func (e *entry) heldBy(pos token.Pos) []string {
	count, threads := map[string]int{}, 0
	for _, l := range e.lanes {
		a := l.at[pos]
		if a == nil {
			continue
		}
		threads++
		for _, k := range a.Locks {
			if !k.Maybe && !(k.Read && a.writes) {
				count[k.Name]++
			}
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < threads })
	return slices.Sorted(maps.Keys(count))
}
