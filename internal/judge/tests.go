package judge

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// byTests splits findings into findings of the code itself and findings that only its tests
// show.
func byTests(list []conflict.Finding) (code, tests []conflict.Finding) {
	for _, f := range list {
		if f.ByTest {
			tests = append(tests, f)
		} else {
			code = append(code, f)
		}
	}
	return code, tests
}

// together returns the first finding for each cause among the findings that tests show:
// hundreds of tests may access one object. The cause is the type that declares the map, or
// the variable if no test accesses the map itself. Findings at one call are one cause too,
// since a call may lead to the maps of several types.
//
// False negative: a test that forgets the lock of another map of the same type is reported
// only after the first finding has been repaired.
func together(tests []conflict.Finding) []conflict.Finding {
	byType, byCall := map[string]int{}, map[token.Pos]int{}
	var out []conflict.Finding
	for _, f := range tests {
		cause := f.Access.Key()
		if f.TestTouches {
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
