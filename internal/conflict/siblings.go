package conflict

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Siblings returns the findings of maps that never hold the lock which guards all other
// maps of their struct, two at least: a function that anybody may call looks up and
// stores, and another one uses the map and takes the lock for what is beside it. That
// the object is shared is what the lock says. What is only registered, and what a
// goroutine of the object uses, may well need no lock.
func Siblings(vs *Variables) []Finding {
	vars := vs.maps.of
	structs := map[string][]string{} // the map variables of each
	var holders []string
	for _, k := range vs.maps.order {
		h := vars[k][0].Holder()
		if structs[h] == nil {
			holders = append(holders, h)
		}
		structs[h] = append(structs[h], k)
	}
	var out []Finding
	for _, h := range holders {
		odd, guarded := "", []*variable(nil)
		for _, k := range structs[h] {
			v := &variable{uses: vars[k]}
			switch {
			case len(structs[h]) < 3:
			case v.infer(vs.leaks.of[k]):
				guarded = append(guarded, v)
			case writtenInPlace(vars[k]):
				odd += k
			}
		}
		if len(guarded) < 2 || !oneGuard(guarded, h) || vars[odd] == nil { // none or several
			continue
		}
		if f, ok := sibling(&variable{uses: vars[odd], guard: guarded[0].guard, taken: vs.takings()}); ok {
			f.Lock, _ = holds(guarded[0].at[0], guarded[0].guard)
			out = append(out, f)
		}
	}
	return out
}

// oneGuard reports whether one lock of a struct guards all of its variables.
func oneGuard(vs []*variable, holder string) bool {
	return strings.HasPrefix(string(vs[0].guard), holder+".") &&
		!slices.ContainsFunc(vs, func(v *variable) bool { return v.guard != vs[0].guard })
}

// writtenInPlace reports whether some use changes a map rather than replaces it.
func writtenInPlace(uses []*effect.RootAccess) bool {
	return slices.ContainsFunc(uses, func(u *effect.RootAccess) bool { return u.Op.Writes() && !u.Op.Replaces() })
}

// sibling returns the finding of a map beside those that its guard is of.
func sibling(v *variable) (Finding, bool) {
	var write, other *effect.RootAccess
	var doubts Doubts
	for _, u := range v.uses {
		if u.Expects || ofOwner(u) || unknownLock(u) || u.Root.Kind == effect.Goroutine || u.Root.Kind == effect.Entry {
			return Finding{}, false
		}
		if !anytime(u.Root) || !shared(u) && u.Place.Kind != place.Value || u.Waited() || u.Place.Len() != 1 || u.Pos.Text != "" {
			continue
		}
		v.way = u.Place.Path
		if by := v.byName(u); u.Op == state.OpWrite && (write == nil || by.steps() < doubts.steps()) && looksUp(v.uses, u) {
			write, doubts = u, by
		}
		if other == nil && v.takesGuard(u) {
			other = u
		}
	}
	if write == nil || other == nil || write.Root.Pos == other.Root.Pos {
		return Finding{}, false
	}
	f := Finding{Confidence: Likely, Doubts: doubts, At: write.Pos.At(), Access: write.Scoped(), Other: other.Scoped(), Beside: true}
	f.Category = classify(&f.Access, &f.Other)
	return f, true
}

// ofOwner reports whether a use holds a lock of an object on the way to its map, or one
// for all objects.
func ofOwner(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		_, ok := related(m.Place, u.Place)
		return ok
	})
}

// looksUp reports whether the function of a store looks a key of the map up before.
func looksUp(uses []*effect.RootAccess, store *effect.RootAccess) bool {
	return slices.ContainsFunc(uses, func(u *effect.RootAccess) bool {
		return u.Op == state.OpRead && u.Func == store.Func && u.Order() < store.Order()
	})
}
