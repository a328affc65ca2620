package conflict

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Siblings returns the findings of maps that never hold the lock which guards all other
// maps of their struct, two at least: a function that anybody may call looks up and
// stores, and another one uses the map and takes the lock for what is beside it. That
// the object is shared is what the lock says. What is only registered, and what a
// goroutine of the object uses, may well need no lock.
func Siblings(uses, leaks []summary.Use) []Finding {
	vars, order := byKey(uses, false)
	leaking, _ := byKey(leaks, false)
	guards, odd := map[string]map[lockKey][]*variable{}, map[string][]string{}
	var holders []string
	for _, k := range order {
		h := k[:max(0, strings.LastIndexByte(k, '.'))]
		if guards[h] == nil {
			guards[h] = map[lockKey][]*variable{}
			holders = append(holders, h)
		}
		v := &variable{uses: vars[k]}
		switch {
		case v.infer(leaking[k]):
			guards[h][v.guard] = append(guards[h][v.guard], v)
		case writtenInPlace(vars[k]):
			odd[h] = append(odd[h], k)
		}
	}
	var out []Finding
	for _, h := range holders {
		if len(guards[h]) != 1 || len(odd[h]) != 1 {
			continue
		}
		for lock, vs := range guards[h] { // there is one
			if len(vs) < 2 || !strings.HasPrefix(string(lock), h+".") {
				continue
			}
			if f, ok := sibling(vars[odd[h][0]], lock, uses); ok {
				f.Lock, _ = holds(vs[0].at[0], lock)
				out = append(out, f)
			}
		}
	}
	return out
}

func writtenInPlace(uses []*summary.Use) bool {
	for _, u := range uses {
		if u.Op.Writes() && !u.Op.Replaces() {
			return true
		}
	}
	return false
}

// sibling returns the finding of a map beside those that a lock guards.
func sibling(uses []*summary.Use, lock lockKey, all []summary.Use) (Finding, bool) {
	var write, other *summary.Use
	v := &variable{uses: uses, guard: lock, taken: takings(all)}
	for _, u := range uses {
		if u.Expects || ofOwner(u) || unknownLock(u) || u.Root.Kind == summary.Goroutine || u.Root.Kind == summary.Entry {
			return Finding{}, false
		}
		if !anytime(u.Root) || !shared(u) && u.Place.Kind != place.Value || v.private(u) || u.Waited() || u.Place.Len() != 1 || u.Pos.Text != "" {
			continue
		}
		v.way = u.Place.Path
		if write == nil && u.Op == state.OpWrite && looksUp(uses, u) {
			write = u
		}
		if other == nil && v.takesGuard(u) {
			other = u
		}
	}
	if write == nil || other == nil || write.Root.Pos == other.Root.Pos {
		return Finding{}, false
	}
	f := Finding{Confidence: Likely, At: write.Pos.At(), Access: summary.Item{Access: write.Access}, Other: summary.Item{Access: other.Access}, Beside: true}
	f.Category = classify(&f.Access, &f.Other)
	return f, true
}

// ofOwner reports whether a use holds a lock of an object on the way to its map, or one
// for all objects.
func ofOwner(u *summary.Use) bool {
	return slices.ContainsFunc(u.Marks.Locks(), func(m *state.Mark) bool {
		_, ok := related(m.Place, u.Place)
		return ok
	})
}

// looksUp reports whether the function of a store looks a key of the map up before.
func looksUp(uses []*summary.Use, store *summary.Use) bool {
	for _, u := range uses {
		if u.Op == state.OpRead && u.Func == store.Func && u.Pos.At() < store.Pos.At() {
			return true
		}
	}
	return false
}
