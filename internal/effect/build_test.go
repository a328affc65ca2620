package effect

import (
	"slices"
	"testing"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// TestForemost checks what a summary keeps of too many accesses: both threads
// are there, and what holds no lock goes before what does.
func TestForemost(t *testing.T) {
	lock := state.SyncSet{{Place: place.Place{Kind: place.Global, Name: "mu"}, Kind: state.Write, Must: true}}
	var all []Access
	locked := &Site{Expr: "locked"}
	for range MaxAccesses {
		all = append(all, Access{Op: state.OpWrite, Sync: lock, Site: locked}, Access{Op: state.OpRead, Thread: 1, Site: locked})
	}
	bare := Access{Op: state.OpRead, Site: &Site{Expr: "bare"}}
	kept := TopRanked(slices.Concat(all, []Access{bare}), MaxAccesses)
	if len(kept) != MaxAccesses {
		t.Fatalf("%d accesses are kept, want %d", len(kept), MaxAccesses)
	}
	own := 0
	for _, a := range kept {
		if a.Thread == 0 {
			own++
		}
	}
	if own != MaxAccesses/2 {
		t.Errorf("%d accesses of the function's own thread are kept, want half of %d", own, MaxAccesses)
	}
	if kept[0].Expr != bare.Expr {
		t.Errorf("the first that is kept is %+v, want the one without a lock", kept[0])
	}
	if few := TopRanked(all[:4], MaxAccesses); len(few) != 4 || few[0].Thread != 0 || few[1].Thread != 1 {
		t.Errorf("%v: a short list is reordered or cut", few)
	}
}
