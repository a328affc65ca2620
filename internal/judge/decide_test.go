package judge

import (
	"go/token"
	"slices"
	"testing"

	"github.com/mapconcur/mapconcur/internal/candidate"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// use returns an access by an exported method to the map m of its receiver.
func use(op state.Op, line int, kind effect.RootKind) *effect.RootAccess {
	return &effect.RootAccess{
		Access: effect.Access{Op: op, Place: place.Place{Kind: place.Param, Path: ".m"}, LoadedSteps: -1, Site: &effect.Site{Pos: effect.Pos{P: token.Pos(line)}, Order: line}},
		Root:   &effect.Root{Kind: kind, Pos: token.Pos(100 + line), Declaration: effect.Declaration{Method: true}},
	}
}

// group pairs one access with others. The finding is Locked if lock is set.
func group(u *effect.RootAccess, others []*effect.RootAccess, lock bool) candidate.Group {
	v := &guard.Variable{Evidence: guard.Evidence{Way: ".m"}}
	return candidate.Group{
		Pairs: func(yield func(conflict.Pair) bool) {
			for _, w := range others {
				if !yield(conflict.ByRoots(conflict.GuardedMap, u, w, v)) {
					return
				}
			}
		},
		Finding: func(p conflict.Pair) conflict.Finding {
			f := conflict.Finding{Access: p.A.As(), Other: p.B.As(), Evidence: p.Kind.Evidence()}
			f.At, f.Locked = f.Access.Pos.At(), lock
			return f
		},
	}
}

// TestDecide checks which pair of a group is reported, and what the record hears of the
// others.
func TestDecide(t *testing.T) {
	read, write, late := use(state.OpRead, 1, effect.API), use(state.OpWrite, 2, effect.API), use(state.OpWrite, 3, effect.API)
	byMain := use(state.OpRead, 4, effect.Main)
	for _, test := range []struct {
		name   string
		u      *effect.RootAccess
		others []*effect.RootAccess
		other  token.Pos // the other access of the finding, NoPos if there is no finding
		silent int
	}{
		{"no pair", read, nil, 0, 0},
		{"a write rather than a read", write, []*effect.RootAccess{read, late}, 3, 0},
		{"the earlier of two writes", read, []*effect.RootAccess{late, write}, 2, 0},
		{"all are silent", byMain, []*effect.RootAccess{late, write}, 0, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			silent := 0
			rec := ledger.NewRecord(func(f conflict.Finding, vetoes []ledger.Rule) { silent++ }, true)
			fs := Decide(slices.Values([]candidate.Group{group(test.u, test.others, false)}), rec)
			var other token.Pos
			if len(fs) == 1 {
				other = fs[0].Other.Pos.At()
			}
			if other != test.other || len(fs) > 1 || silent != test.silent {
				t.Errorf("%d findings, against %d, %d silent pairs; want %d, %d", len(fs), other, silent, test.other, test.silent)
			}
		})
	}
}

// TestCauses checks that two accesses without the lock that others hold are two findings of
// a group, and one finding if no lock is held.
func TestCauses(t *testing.T) {
	read, write := use(state.OpRead, 1, effect.API), use(state.OpWrite, 2, effect.API)
	for _, lock := range []bool{true, false} {
		one, two := group(read, []*effect.RootAccess{write}, lock), group(write, []*effect.RootAccess{read}, lock)
		both := candidate.Group{Finding: one.Finding, Pairs: func(yield func(conflict.Pair) bool) {
			one.Pairs(yield)
			two.Pairs(yield)
		}}
		want := 1
		if lock {
			want = 2
		}
		if fs := Decide(slices.Values([]candidate.Group{both}), nil); len(fs) != want {
			t.Errorf("%d findings, want %d (others hold a lock: %t)", len(fs), want, lock)
		}
	}
}
