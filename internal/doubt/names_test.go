package doubt

import (
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// namePairs are names that raise a doubt and similar names that do not.
var namePairs = []struct {
	name          string
	query, writes bool
	want          string
}{
	{"Open", false, false, "name-opens"},
	{"initTables", false, true, "name-opens"},
	{"Initialize", false, false, "name-opens"},
	{"OpenConns", true, false, ""},
	{"OpenConns", true, true, "name-opens"},
	{"Opened", true, false, ""},
	{"InitialCount", true, false, ""},
	{"Close", false, false, "name-closes"},
	{"Close", true, false, "name-closes"},
	{"CloseAll", false, true, ""},
	{"FreeSlots", true, false, ""},
	{"ClosestMatch", true, false, ""},
	{"LoadFactor", true, false, ""},
	{"Load", true, false, ""},
	{"LoadConfig", true, true, "name-fills"},
	{"restore", false, false, "name-fills"},
	{"CopyStateful", true, false, ""},
	{"CopyState", false, false, "name-takes-over"},
	{"CopyTo", false, false, ""},
	{"copyIn", false, true, "name-takes-over"},
	{"Count", true, false, ""},
}

func TestNames(t *testing.T) {
	for _, c := range namePairs {
		u, w := field(c.name, c.query, c.writes), field("Put", false, true)
		v := &guard.Variable{Uses: []*effect.RootAccess{u}}
		t.Run(c.name, func(t *testing.T) {
			check(t, conflict.ByRoots(conflict.GuardedMap, u, w, v), c.want)
			check(t, conflict.ByRoots(conflict.SharedObject, u, w, v), "")
			u.Root.Kind = effect.Goroutine
			check(t, conflict.ByRoots(conflict.GuardedMap, u, w, v), "")
		})
	}
}
