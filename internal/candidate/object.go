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

// Objects returns the findings of maps of an object that has a goroutine of its
// own, or that serves many requests at once: what the goroutine does to the
// map against what the object's other methods do.
func Objects(vs *guard.Variables, rec *ledger.Record) []conflict.Finding {
	var out []conflict.Finding
	for _, k := range vs.Maps.Order {
		if strings.HasSuffix(k, "}") {
			continue // elements: mostly one for each goroutine
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

// maxPairs bounds the conflicts of one variable: each access of a map without any
// lock has one with each other.
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
		unordered := !a.Waited() || rec.Hears() // the record wants the veto
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

// mayMeet reports whether a use is of an object that this package shares, and whether some
// use can be concurrent with it.
func mayMeet(u *effect.RootAccess) bool { return !u.GuardOnly && !alone(u) && ours(u) }

// owningThread returns the one goroutine that makes most of the changes to a map, as the
// event loop of an object does, nil if there is none: accesses by other threads are to
// change. A goroutine that refreshes the map from time to time is not an event loop.
func owningThread(uses []*effect.RootAccess) *effect.Thread {
	changes := map[token.Pos]map[token.Pos]bool{} // by the start of the goroutine, NoPos for all else
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
