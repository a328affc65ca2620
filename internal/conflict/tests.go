package conflict

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// broughtTogether marks the finding of a pair of accesses that only a test of the
// package brings together, both of them the code's under test or one the test's
// own: see [summary.Order].
//
// Where one access is made by the test, the test is what to change: it looks into
// an object whose goroutine runs. If the code has the lock for it, and the test
// calls what expects its callers to hold that, the call is reported.
func (f *Finding) broughtTogether(s *effect.SpawnScope) {
	if f.ByTest = s.ByTest(&f.Access, &f.Other); !f.ByTest {
		return
	}
	_, locked := guard(&f.Other)
	if !f.Self && !locked && f.Other.Scalar != effect.AtomicScalar && s.InTest(f.Other.Pos) && !s.InTest(f.Access.Pos) {
		f.Access, f.Other = f.Other, f.Access
		f.At = f.Access.Pos.At()
	}
	f.looks = s.InTest(f.Access.Pos)
	if f.Locked && f.Access.Spawn == nil && !f.looks {
		f.Via = f.Access.Step
		f.At, f.Indirect = f.Via, f.Access.Pos.Text == ""
		f.looks = true
	}
}

// byTests parts findings into those of the code itself and those that only its
// tests show.
func byTests(list []Finding) (code, tests []Finding) {
	for _, f := range list {
		if f.ByTest {
			tests = append(tests, f)
		} else {
			code = append(code, f)
		}
	}
	return code, tests
}

// together returns one finding, the first, for each cause of those that tests show:
// there may be hundreds of tests that look into one object. The cause is the type
// that declares the map, or if no test looks at the map itself, the variable. One
// call may lead to the maps of several types.
//
// The trade: a test that forgets another map of the same type is told of when
// the first has been repaired.
func together(tests []Finding) []Finding {
	byType, byCall := map[string]int{}, map[token.Pos]int{}
	var out []Finding
	for _, f := range tests {
		cause := f.Access.Key()
		if f.looks {
			cause = f.Access.Holder()
		}
		i, ok := byType[cause]
		if cause == "" || !ok {
			i, ok = byCall[f.At]
		}
		if ok {
			out[i].Alike = append(out[i].Alike, f)
		} else {
			i = len(out)
			out = append(out, f)
		}
		byType[cause], byCall[f.At] = i, i
	}
	return out
}

// Without returns the finding with those of its cause alone that drop does not
// want gone; ok is false if none is left.
func (f Finding) Without(drop func(Finding) bool) (left Finding, ok bool) {
	all := append([]Finding{f}, f.Alike...)
	all[0].Alike = nil
	if all = slices.DeleteFunc(all, drop); len(all) == 0 {
		return Finding{}, false
	}
	left = all[0]
	left.Alike = all[1:]
	return left, true
}
