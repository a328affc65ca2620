package conflict

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Striped returns the findings of maps that are guarded by one of several locks,
// chosen by a key: two goroutines with different keys hold different locks, and
// the map has nothing of its own for each of them. The locks themselves are the
// evidence that the map is shared.
//
// A function that takes all locks of the collection, one after the other, keeps
// everybody out; taken names the collections for which there is one.
func Striped(uses []summary.Use, taken func(collection string) bool) []Finding {
	vars, order := byKey(uses)
	var out []Finding
	for _, k := range order {
		stripes := map[string][]*summary.Use{}
		for _, u := range vars[k] {
			if m, ok := stripe(u); ok && !taken(m.Place.Owner) {
				stripes[m.Place.Owner] = append(stripes[m.Place.Owner], u)
			}
		}
		for _, us := range stripes { // the findings are sorted later
			if f, ok := striped(us); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// striped returns the finding of the accesses that hold a lock of one
// collection: of a write and another access, at least.
func striped(us []*summary.Use) (Finding, bool) {
	slices.SortStableFunc(us, func(a, b *summary.Use) int { return cmp.Compare(a.Pos.At(), b.Pos.At()) })
	w := slices.IndexFunc(us, func(u *summary.Use) bool { return u.Op.Writes() && u.Op != state.OpReplace && u.Pos.Text == "" })
	if w < 0 {
		return Finding{}, false
	}
	o := slices.IndexFunc(us, func(u *summary.Use) bool { return u.Pos.At() != us[w].Pos.At() })
	if o < 0 {
		return Finding{}, false
	}
	f := Finding{
		Access: summary.Item{Access: us[w].Access}, Other: summary.Item{Access: us[o].Access},
		Confidence: Likely, At: us[w].Pos.At(), Stripe: true, Locked: true,
	}
	f.Lock, _ = stripe(us[w])
	f.Category = classify(&f.Access, &f.Other)
	return f, true
}

// stripe returns the lock of a use if it is an unknown one of several that
// belong to the object of the map, and if the use holds no other lock.
func stripe(u *summary.Use) (state.Mark, bool) {
	var found state.Mark
	for _, m := range u.Marks.Locks() {
		owner, ok := stripedFor(m.Place, u.Place)
		if !ok || found.Place.Known() && found.Place.Owner != m.Place.Owner || owner == "" {
			return state.Mark{}, false
		}
		found = m
	}
	return found, found.Place.Known()
}

// stripedFor reports whether lock is an unknown element of a collection which
// stands beside the map, and names the collection.
func stripedFor(lock, m place.Place) (owner string, ok bool) {
	if !strings.HasSuffix(lock.Path, "*]") && !strings.HasSuffix(lock.Path, "*}") && !strings.Contains(lock.Path, "$") {
		return "", false
	}
	locks := lock.Parent()
	return lock.Owner, m.HasPrefix(locks.Parent()) && !m.HasPrefix(locks)
}
