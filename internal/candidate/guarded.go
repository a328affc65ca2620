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
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// Guarded returns the findings of maps that have a guard: the accesses that do
// not hold it, or hold it only for reading while they write; and the functions
// that let the map out, of which the leaks are the candidates. The guard is the one
// that the source states or, where it is silent, the one that most accesses hold.
func Guarded(vs *guard.Variables, stated map[string]guard.Statement, rec *ledger.Record) []conflict.Finding {
	taken, forgot := vs.Takings(), map[guard.Taking]bool{}
	var out []conflict.Finding
	seen := map[token.Pos]bool{}
	for _, k := range vs.Maps.Order {
		v := guardedMap{&guard.Variable{Uses: vs.Maps.Of[k], Helpers: vs.Helpers.Of[k], Taken: taken}, forgot, rec}
		var found []conflict.Finding
		if s, ok := stated[k]; ok && !s.Loose {
			v.BelieveStated(s, vs.Leaks.Of[k])
			found = v.contradictions(s)
		} else if v.Infer(vs.Leaks.Of[k]) || ok && v.BelieveLoose(s, vs.Leaks.Of[k]) {
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
	// forgot has the locks that roots are said to forget for what a collection keeps: a
	// function that asks several does so once.
	forgot map[guard.Taking]bool
	rec    *ledger.Record
}

// findings returns the uses that break the discipline of the variable.
func (v guardedMap) findings() []conflict.Finding {
	type access struct {
		pos    token.Pos
		writes bool
	}
	guarded := map[access]bool{} // those that hold the guard on some way to them
	for _, u := range v.Uses {
		if m, ok := guard.HeldAs(u, v.Lock); ok && (m.Kind == state.Write || !u.Op.Writes()) {
			guarded[access{u.Pos.At(), u.Op.Writes()}] = true
		}
	}
	var out []conflict.Finding
	reported := map[token.Pos]bool{} // roots: one forgets a lock once
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
		f := conflict.Finding{Access: u.Scoped(), Other: other.Scoped(), Evidence: conflict.GuardedMap.Evidence(), Doubts: s.doubts}
		f.At = u.Pos.At()
		if guarded[access{u.Pos.At(), u.Op.Writes()}] || u.Lent && u.OwnLock().Of != effect.Received {
			f.At = u.Via
			f.Indirect = u.Via != u.Pos.At()
		}
		if f.Indirect || u.Expects {
			f.Via = u.Via
		}
		f.Category = classify(&f.Access, &f.Other)
		f.Lock, _ = guard.HeldAs(other, v.Lock)
		f.Locked = true
		f.Guard, f.Way = v.Nearby(&f.Lock)
		f.HasGuard = true
		f.Guards = v.Holders
		out = append(out, f)
	}
	return out
}

// suspect is a use that ought to hold the guard, unless the doubts are right.
type suspect struct {
	use    *effect.RootAccess
	doubts doubt.Set
}

// suspects returns the uses that ought to hold the guard: first those of which nothing
// raises a doubt, then writes, since m[k]++ is a write.
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
		s := suspect{u, doubt.OfRemarks(u.Says | u.Around)}
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

// against returns a use, guarded, that u conflicts with: no lock is common, and
// both can run at the same time.
func (v guardedMap) against(u *effect.RootAccess, rec *ledger.Record) *effect.RootAccess {
	if m, ok := guard.HeldAs(u, v.Lock); ok && (m.Kind == state.Write || !u.Op.Writes()) {
		return nil
	}
	var found, first *effect.RootAccess
	var why ledger.Verdict // against the first pair that is silent
	others := guard.Inner(v.Way) && !v.OfOwner(u)
	for _, w := range v.Holders {
		if !u.Op.Writes() && !w.Op.Writes() {
			continue
		}
		if others && (u.Root.Recv != w.Root.Recv || u.Place.Path != w.Place.Path || v.OtherOwner(u)) {
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
