// Package judge decides which findings of all generators are reported: it merges their
// lists, leaves one finding for each place and each cause, and drops what another package
// reports.
//
// What does not belong here: how a pair of accesses is found (candidate) and what excuses
// it (veto).
package judge

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// Merge returns the findings of all lists in the order of the source, by which
// compare orders positions; where two lists speak of one place, the earlier's, unless
// that is a possible finding alone: what is possible comes after all that is likely.
//
// What a caller does with a map that a getter lets out is left to the finding
// at the getter. A pair of which both hold a lock is left to the guard that
// says which of the two locks is the wrong one. A scalar beside a map that is
// reported itself is left to that finding, and so is a pointer that leads to one.
// What only tests show comes after all else, one finding for each cause.
func Merge(compare func(a, b token.Pos) int, proved, guarded, objects, scalars, single []conflict.Finding) []conflict.Finding {
	for _, list := range [][]conflict.Finding{proved, guarded, objects, scalars, single} {
		conflict.AddDoubts(list)
	}
	wrong := map[token.Pos]bool{}
	leaks := map[string]bool{}
	bare := map[string]bool{}
	likely := byCertainty(proved, guarded, objects)[:3]
	for _, f := range slices.Concat(likely...) {
		bare[f.Access.Holder()] = true
	}
	scalars = slices.DeleteFunc(scalars, func(f conflict.Finding) bool {
		return (f.Other.Scalar == effect.StatusScalar || f.Other.Scalar == effect.CountScalar) && bare[f.Access.Holder()] ||
			f.Access.Scalar == effect.PointerScalar && slices.ContainsFunc(likely[1], func(g conflict.Finding) bool { return leadsTo(&f, g) })
	})
	for _, f := range likely[1] {
		wrong[f.At] = true
		if f.Category == conflict.LockLeak {
			leaks[f.Access.Key()] = true
		}
	}
	seen := map[token.Pos]bool{}
	told := func(f conflict.Finding) bool { return seen[f.At] || seen[f.Access.Pos.At()] }
	var out []conflict.Finding
	proved, tests := byTests(proved)
	scalars, scalarTests := byTests(scalars)
	for _, list := range byCertainty(proved, guarded, objects, scalars, single) {
		n := len(out)
		for _, f := range list {
			if f.Held.Place.Known() && (wrong[f.At] || wrong[f.Other.Pos.At()]) || f.Access.Got && leaks[f.Access.Key()] {
				continue
			}
			if !told(f) {
				out = append(out, f)
			}
		}
		for _, f := range out[n:] {
			seen[f.At], seen[f.Access.Pos.At()], seen[f.Other.Pos.At()] = true, true, true
		}
	}
	inOrder := func(a, b conflict.Finding) int { return compare(a.At, b.At) }
	tests = slices.DeleteFunc(append(tests, scalarTests...), told)
	slices.SortStableFunc(tests, inOrder)
	out = append(out, together(tests)...)
	slices.SortStableFunc(out, inOrder)
	return out
}

// leadsTo reports whether f is about a pointer behind which g finds a map.
func leadsTo(f *conflict.Finding, g conflict.Finding) bool {
	return g.Access.Place.Below(f.Access.Place)
}

// byCertainty returns lists of findings, and after them what is only possible in each.
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
