package candidate

import (
	"go/token"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// Objects returns the findings of maps of an object that has its own goroutine, or that
// serves many requests at once. It pairs the accesses of that goroutine with the accesses of
// the object's other methods.
func Objects(vs *guard.Variables, rec *ledger.Record) []conflict.Finding {
	var out []conflict.Finding
	for _, k := range vs.Maps.Order {
		if strings.HasSuffix(k, "}") {
			continue // elements: usually one for each goroutine
		}
		if fs := onObjects(vs.Maps.Of[k], rec); len(fs) > 0 { // one cause: the map has no guard
			var best *conflict.Finding
			for _, f := range fs {
				best = merge(f, best)
			}
			out = append(out, *best)
		}
	}
	return out
}

// maxPairs bounds the conflicts of one variable: if no access holds a lock, every access
// conflicts with every other one.
const maxPairs = 4096

// onObjects returns the conflicts between concurrent roots of one variable.
func onObjects(uses []*effect.RootAccess, rec *ledger.Record) []conflict.Finding {
	var out []conflict.Finding
	partners := newPartners(uses)
	owner := owningThread(uses)
	takers := takersOf(func(yield func(*effect.Access) bool) {
		for _, u := range uses {
			if !u.GuardOnly && !yield(&u.Access) {
				return
			}
		}
	})
	for _, a := range uses {
		unordered := !a.Waited() || rec.Hears() // a record wants to hear the veto
		if !concurrentRoot(a) || !unordered || !mayMeet(a) {
			continue
		}
		for _, b := range partners.of(a) {
			if !a.Op.Writes() && !b.Op.Writes() || !meets(a, b) {
				continue
			}
			if why := veto.Object(rec, a, b, uses); why.Silent() {
				rec.SilentPair(a, b, why)
				continue
			}
			if len(out) == maxPairs {
				rec.SilentPair(a, b, ledger.Verdict{First: "there are more pairs than are looked at"})
				return out
			}
			x, y := sides(a, b)
			f := newFinding(conflict.SharedObject, x, y)
			if owner != nil && f.Access.Spawn == owner && f.Other.Spawn != owner {
				blameOther(&f)
			}
			takers.forgotten(&f)
			out = append(out, f)
		}
	}
	return unlessEmpty(out)
}

// mayMeet reports whether an access is to an object that this package shares, and whether
// any access can be concurrent with it.
func mayMeet(u *effect.RootAccess) bool { return !u.GuardOnly && !alone(u) && ours(u) }

// owningThread returns the goroutine that makes most of the changes to a map, as the event
// loop of an object does, nil if no goroutine or several qualify. The accesses by other
// threads are then the ones to change. A goroutine that refreshes the map from time to time
// does not count as an event loop.
func owningThread(uses []*effect.RootAccess) *effect.Thread {
	changes := map[token.Pos]map[token.Pos]bool{} // by the goroutine's start, or NoPos
	threads := map[token.Pos]*effect.Thread{}
	for _, u := range uses {
		if u.GuardOnly || !u.Op.Writes() || u.Op.Replaces() {
			continue
		}
		start := token.NoPos
		if u.Root.Kind == effect.Goroutine && !u.Root.Many && !u.Periodic {
			start = u.Root.Pos
			threads[start] = u.Root.Thread
		}
		if changes[start] == nil {
			changes[start] = map[token.Pos]bool{}
		}
		changes[start][u.Pos.At()] = true
	}
	if len(threads) != 1 {
		return nil
	}
	for start, t := range threads {
		if len(changes[start]) > len(changes[token.NoPos]) {
			return t
		}
	}
	return nil
}
