package judge

import (
	"go/token"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// fieldAccess returns an access to the map field m of a type at a position.
func fieldAccess(fn string, at token.Pos) effect.ScopedAccess {
	return effect.ScopedAccess{Access: effect.Access{
		Op: state.OpRead, Place: place.Place{Kind: place.Param, Path: ".m", Owner: "p.T.m"},
		Site: &effect.Site{Func: fn, Field: "p.T.m", Pos: effect.Pos{P: at}},
	}}
}

// TestTwoLocksComeLast checks that an access without a lock heads its group, not a pair that
// holds two locks, even if a goroutine of that pair is seen to start.
func TestTwoLocksComeLast(t *testing.T) {
	bare := conflict.Finding{Category: conflict.RangeWrite, Access: fieldAccess("Len", 10), Other: fieldAccess("Put", 20), Evidence: conflict.GuardedMap.Evidence()}
	two := conflict.Finding{Category: conflict.RangeWrite, Access: fieldAccess("Len", 30), Other: fieldAccess("Put", 20), Evidence: conflict.SeenSpawn.Evidence()}
	out := ByCause([]conflict.Finding{two, bare})
	if len(out) != 1 || out[0].Access.Pos != two.Access.Pos {
		t.Fatalf("got %d findings with the head at %v, want one at the goroutine", len(out), out[0].Access.Pos)
	}
	two.Held = state.SyncFact{Place: place.Place{Kind: place.Param, Path: ".mu"}, Kind: state.Write}
	out = ByCause([]conflict.Finding{two, bare})
	if len(out) != 1 || out[0].Access.Pos != bare.Access.Pos {
		t.Errorf("got %d findings with the head at %v, want one without a lock", len(out), out[0].Access.Pos)
	}
}

// TestLookUpIsOneCause checks that the stores that depend on one look-up are one finding.
func TestLookUpIsOneCause(t *testing.T) {
	store := func(at, look token.Pos) conflict.Finding {
		return conflict.Finding{Category: conflict.LostUpdate, Access: fieldAccess("Run", at), Other: fieldAccess("Run", look), Evidence: conflict.LostSince.Evidence()}
	}
	if out := ByCause([]conflict.Finding{store(20, 10), store(30, 10), store(50, 40)}); len(out) != 2 || len(out[0].Alike) != 1 {
		t.Errorf("got %d findings, want two, the first with another store", len(out))
	}
}
