package doubt

import (
	"slices"
	"testing"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// TestByName checks names that raise a doubt and similar names that do not.
func TestByName(t *testing.T) {
	for _, c := range []struct {
		name          string
		query, writes bool
		want          Set
	}{
		{"Open", false, false, 1 << OpensByName},
		{"initTables", false, true, 1 << OpensByName},
		{"Initialize", false, false, 1 << OpensByName},
		{"OpenConns", true, false, 0},
		{"OpenConns", true, true, 1 << OpensByName},
		{"Opened", true, false, 0},
		{"InitialCount", true, false, 0},
		{"Close", false, false, 1 << ClosesByName},
		{"Close", true, false, 1 << ClosesByName},
		{"CloseAll", false, true, 0},
		{"FreeSlots", true, false, 0},
		{"ClosestMatch", true, false, 0},
		{"LoadFactor", true, false, 0},
		{"Load", true, false, 0},
		{"LoadConfig", true, true, 1 << FillsByName},
		{"restore", false, false, 1 << FillsByName},
		{"CopyStateful", true, false, 0},
		{"CopyState", false, false, 1 << TakesOverByName},
		{"CopyTo", false, false, 0},
		{"copyIn", false, true, 1 << TakesOverByName},
		{"Count", true, false, 0},
	} {
		op := state.OpRead
		if c.writes {
			op = state.OpWrite
		}
		u := &effect.RootAccess{
			Access: effect.Access{Op: op, Place: place.Place{Kind: place.Param, Path: ".m"}, Site: &effect.Site{Func: c.name, Query: c.query}},
			Root:   &effect.Root{Name: c.name, Declaration: effect.Declaration{Query: c.query, Method: true}},
		}
		v := &guard.Variable{Uses: []*effect.RootAccess{u}}
		if got := ByName(v, u); got != c.want {
			t.Errorf("%s (query %t, writes %t) raises %v, want %v", c.name, c.query, c.writes, slices.Collect(got.All()), slices.Collect(c.want.All()))
		}
		u.Root.Kind = effect.Goroutine
		if got := ByName(v, u); got != 0 {
			t.Errorf("%s on a goroutine raises %v", c.name, slices.Collect(got.All()))
		}
	}
}
