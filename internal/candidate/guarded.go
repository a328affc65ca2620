package candidate

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// Guarded returns the findings of maps that have a guard: accesses that do not hold it,
// writes that hold it only for reading, and functions that return the map. The guard is the
// lock that a comment names. Without such a comment it is the lock that most accesses hold.
func Guarded(vs *guard.Variables, stated map[string]guard.Statement, rec *ledger.Record) []conflict.Finding {
	forgot := map[guard.Taking]bool{}
	var out []conflict.Finding
	seen := map[token.Pos]bool{}
	for _, k := range vs.Maps.Order {
		v := guardedMap{vs.Variable(k, stated), forgot, rec}
		var found []conflict.Finding
		if s, ok := stated[k]; ok && !s.Loose {
			v.Believe(s)
			found = v.contradictions(s)
		} else if v.Infer() {
			found = v.findings()
		} else {
			continue
		}
		for _, f := range append(found, v.leaked(vs.Leaks.Of[k])...) {
			if !seen[f.At] {
				seen[f.At] = true
				out = append(out, f)
			}
		}
	}
	return out
}

// guardedMap is a variable whose guard is known.
type guardedMap struct {
	*guard.Variable
	// forgot has the locks that a root was already reported for not taking, for maps that an
	// outer variable leads to. A function that accesses several such maps is reported once.
	forgot map[guard.Taking]bool
	rec    *ledger.Record
}

// findings returns a finding for each access that should hold the guard and does not.
func (v guardedMap) findings() []conflict.Finding {
	var out []conflict.Finding
	guarded := v.heldOnSomePath()
	reported := map[token.Pos]bool{} // by root: one finding tells of a missing lock
	for _, s := range v.suspects() {
		u := s.use
		other := v.against(u, v.rec)
		if other == nil {
			continue
		}
		lock := guard.Taking{Root: u.Root.Pos, Lock: v.Lock}
		told := reported[u.Root.Pos] && !u.Op.Writes() || u.Outer != "" && v.forgot[lock]
		reported[u.Root.Pos] = true
		if told {
			v.rec.SilentPair(u, other, ledger.Verdict{First: "another finding tells this function of the guard"})
			continue
		}
		if u.Outer != "" {
			v.forgot[lock] = true
		}
		f := v.bare(u, other)
		f.Doubts = s.doubts
		if guarded[siteOf(u)] || u.CopyOfCaller && u.OwnLock.Of != effect.Received {
			reportAtCall(&f, u)
		}
		if f.Indirect || u.ExpectsLock {
			f.Via = u.Via
		}
		out = append(out, f)
	}
	return out
}

// site is a position in the source with a read or a write.
type site struct {
	pos    token.Pos
	writes bool
}

func siteOf(u *effect.RootAccess) site { return site{u.Pos.At(), u.Op.Writes()} }

// heldOnSomePath returns the sites that hold the guard on some call path. Where another path
// does not hold it, the call on that path is the one to change.
func (v guardedMap) heldOnSomePath() map[site]bool {
	out := map[site]bool{}
	for _, u := range v.Uses {
		if v.HeldAt(u) {
			out[siteOf(u)] = true
		}
	}
	return out
}

// bare returns the finding of an access without the guard against an access that holds it.
func (v guardedMap) bare(u, other *effect.RootAccess) conflict.Finding {
	f := conflict.Finding{Access: u.Scoped(), Other: other.Scoped(), Evidence: conflict.GuardedMap.Evidence()}
	f.At = u.Pos.At()
	f.Category = classify(&f.Access, &f.Other)
	f.Lock, _ = guard.HeldAs(other, v.Lock)
	f.Guard, f.Way = v.Nearby(&f.Lock)
	f.Locked, f.HasGuard, f.Guards = true, true, v.Holders
	return f
}

// suspect is an access that should hold the guard, and the doubts about that.
type suspect struct {
	use    *effect.RootAccess
	doubts doubt.Set
}

// suspects returns the accesses that should hold the guard. Those with fewer doubts come
// first, then writes, since m[k]++ is a write.
func (v guardedMap) suspects() []suspect {
	var out []suspect
	for _, u := range slices.Concat(v.Uses, v.Helpers) {
		if why := veto.Guard(v.rec, v.Variable, u); why.Silent() {
			if !v.rec.Hears() {
				continue
			}
			if other := v.against(u, nil); other != nil {
				v.rec.SilentPair(u, other, why)
			}
			continue
		}
		s := suspect{u, doubt.OfRemarks(u.Says | u.PathRemarks)}
		if u.Place.Kind != place.Global {
			s.doubts |= doubt.ByName(v.Variable, u)
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b suspect) int {
		return cmp.Or(cmp.Compare(a.doubts.Steps(), b.doubts.Steps()), cmp.Compare(b.use.Op, a.use.Op))
	})
	return out
}

// against returns an access that holds the guard and conflicts with u: the two have no
// common lock, and both can run at the same time. It prefers a write.
func (v guardedMap) against(u *effect.RootAccess, rec *ledger.Record) *effect.RootAccess {
	if v.HeldAt(u) {
		return nil
	}
	var found, first *effect.RootAccess
	var why ledger.Verdict // the vetoes against the first silent pair
	others := guard.Inner(v.Way) && !v.OfOwner(u)
	for _, w := range v.Holders {
		if !u.Op.Writes() && !w.Op.Writes() {
			continue
		}
		sameOwner := u.Root.Recv == w.Root.Recv && u.Place.Path == w.Place.Path && !v.OtherOwner(u)
		if others && !sameOwner {
			first, why = cmp.Or(first, w), why.Or(ledger.Verdict{First: "the guard of one owner says nothing of another's"})
		} else if silent := veto.Pair(rec, u, w); silent.Silent() {
			first, why = cmp.Or(first, w), why.Or(silent)
		} else if found == nil || w.Op.Writes() && !found.Op.Writes() {
			found = w
		}
	}
	switch {
	case first != nil && found != nil:
		rec.Spoke(why)
	case first != nil:
		rec.SilentPair(u, first, why)
	}
	return found
}
