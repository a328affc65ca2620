// Package judge decides what is reported. [Decide] asks the vetoes and doubts about every
// candidate of every generator and keeps the best finding of each group, [Merge] keeps one
// finding for each position, [ByCause] one for each cause, and [Unreported] drops what
// another package reports.
//
// What does not belong here: how a pair of accesses is found (candidate) and what speaks
// against it (veto, doubt).
package judge

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// Merge returns the findings in the order of the source, which compare defines. If two
// findings have one position, Merge keeps only one of them: a likely finding rather than one
// that is only possible, then the one whose kind of evidence has the lower rank. Findings
// that only tests show have the lowest precedence. Merge keeps one of them for each cause.
//
// Merge drops three kinds of findings because another finding says more: a finding about a
// map that a getter returns, if the getter is reported; a pair in which both accesses hold a
// lock, if a finding of a guarded map says which of the two locks is wrong; and a scalar
// that leads to a reported map or belongs to its struct.
func Merge(compare func(a, b token.Pos) int, findings []conflict.Finding) []conflict.Finding {
	byRank := make([][]conflict.Finding, conflict.NumRanks)
	for _, f := range findings {
		byRank[f.Kind.Rank()] = append(byRank[f.Kind.Rank()], f)
	}
	likely := byCertainty(byRank[conflict.BySpawn], byRank[conflict.ByGuard], byRank[conflict.ByObject])[:3]
	leftToGuard := leftTo(likely[1])
	byRank[conflict.ByScalar] = withoutMaps(byRank[conflict.ByScalar], likely)
	var tests []conflict.Finding
	for i, list := range byRank {
		var ofTests []conflict.Finding
		byRank[i], ofTests = byTests(list)
		tests = append(tests, ofTests...)
	}

	seen := map[token.Pos]bool{}
	told := func(f conflict.Finding) bool { return seen[f.At] || seen[f.Access.Pos.At()] }
	var out []conflict.Finding
	for _, list := range byCertainty(byRank...) {
		here, positions := map[token.Pos]bool{}, []token.Pos(nil)
		for _, f := range list {
			if leftToGuard(f) || told(f) {
				continue
			}
			positions = append(positions, f.At, f.Access.Pos.At())
			if !here[f.At] {
				here[f.At] = true
				positions = append(positions, f.Other.Pos.At())
				out = append(out, f)
			}
		}
		for _, pos := range positions {
			seen[pos] = true
		}
	}
	inOrder := func(a, b conflict.Finding) int { return compare(a.At, b.At) }
	tests = slices.DeleteFunc(tests, told)
	slices.SortStableFunc(tests, inOrder)
	out = append(out, together(tests)...)
	slices.SortStableFunc(out, inOrder)
	addWays(out, findings)
	return out
}

// addWays adds to the findings that are kept the ways of all findings at their positions.
func addWays(kept, all []conflict.Finding) {
	at := map[token.Pos]int{}
	for i, f := range kept {
		at[f.At] = i
	}
	for _, f := range all {
		i, ok := at[f.At]
		if !ok {
			continue
		}
		if g := &kept[i]; g.Ways != nil {
			g.Ways = conflict.AddWays(g.Ways, f.Ways)
			if f.Ways == nil {
				g.Ways = nil
			}
		}
	}
}

// withoutMaps drops the findings of scalars that a finding of a map explains: a status or a
// counter in a struct whose map is reported, and a pointer that leads to a guarded map.
// likely has the findings of maps that are likely; its second list is that of guarded maps.
func withoutMaps(scalars []conflict.Finding, likely [][]conflict.Finding) []conflict.Finding {
	bare := map[string]bool{}
	for _, f := range slices.Concat(likely...) {
		bare[f.Access.Holder()] = true
	}
	return slices.DeleteFunc(scalars, func(f conflict.Finding) bool {
		toMap := func(g conflict.Finding) bool { return leadsTo(&f, g) }
		if f.Access.Scalar == effect.PointerScalar && slices.ContainsFunc(likely[1], toMap) {
			return true
		}
		counts := f.Other.Scalar == effect.StatusScalar || f.Other.Scalar == effect.CountScalar
		return counts && bare[f.Access.Holder()]
	})
}

// leftTo returns a function that reports whether the findings of guarded maps say more than
// f: f is a pair with two locks and they tell which lock is wrong, or f is about a map that
// a reported getter returns.
func leftTo(guarded []conflict.Finding) func(f conflict.Finding) bool {
	wrong, leaks := map[token.Pos]bool{}, map[string]bool{}
	for _, f := range guarded {
		wrong[f.At] = true
		if f.Category == conflict.LockLeak {
			leaks[f.Access.Key()] = true
		}
	}
	return func(f conflict.Finding) bool {
		twoLocks := f.Held.Place.Known() && (wrong[f.At] || wrong[f.Other.Pos.At()])
		return twoLocks || f.Access.FromCall && leaks[f.Access.Key()]
	}
}

// leadsTo reports whether f is about a pointer and g about a map behind that pointer.
func leadsTo(f *conflict.Finding, g conflict.Finding) bool {
	return g.Access.Place.Below(f.Access.Place)
}

// byCertainty returns the lists without the findings that are only possible, followed by the
// lists of the possible ones.
func byCertainty(lists ...[]conflict.Finding) [][]conflict.Finding {
	possible := func(f conflict.Finding) bool { return f.Certainty() == conflict.Possible }
	likely := func(f conflict.Finding) bool { return !possible(f) }
	var out [][]conflict.Finding
	for _, drop := range []func(conflict.Finding) bool{possible, likely} {
		for _, list := range lists {
			out = append(out, slices.DeleteFunc(slices.Clone(list), drop))
		}
	}
	return out
}
