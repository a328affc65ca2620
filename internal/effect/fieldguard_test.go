package effect

import (
	"fmt"
	"testing"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// guardOf returns a valid guard of p.T.name.
func guardOf(name string) *FieldGuard {
	lock := &state.SyncFact{Place: place.Place{Kind: place.Param, Path: ".mu", Owner: "p.T.mu"}, Must: true}
	return &FieldGuard{
		Lock: "p.T.mu", Way: "." + name, Locked: 3, Unlocked: 1,
		Write: Access{
			Op: state.OpWrite, Place: place.Place{Kind: place.Param, Path: "." + name, Owner: "p.T." + name}, LoadedSteps: -1,
			Sync: state.Of(lock), Site: &Site{Pos: Pos{Text: "t.go:3"}, Expr: "t." + name, Func: "Put", Field: "p.T." + name},
		},
	}
}

func TestFieldGuards(t *testing.T) {
	var guards []*FieldGuard
	for i := range MaxFieldGuards + 4 {
		guards = append(guards, guardOf(fmt.Sprintf("M%02d", i)))
	}
	f := NewFact([]string{"Put"}, []*Summary{{Accesses: []Access{guards[0].Write}}}, guards)
	if f.Functions().Summary("Put") == nil {
		t.Error("the summary is lost")
	}
	g := f.Guard("p.T.M00")
	if g == nil || g.Lock != "p.T.mu" || g.Way != ".M00" || g.Locked != 3 || g.Unlocked != 1 || g.Write.Pos.Text != "t.go:3" || len(g.Write.Sync) != 1 {
		t.Fatalf("got %+v", g)
	}
	for key, want := range map[string]bool{"p.T.M15": true, "p.T.M16": false, "p.T.N": false} {
		if got := f.Guard(key) != nil; got != want {
			t.Errorf("a guard for %s: %v, want %v", key, got, want)
		}
	}
	for _, f := range []*Fact{{}, {data: []byte{200}}, {data: []byte{3, 1, 2, 3}}, NewFact([]string{"Put"}, []*Summary{{}}, nil)} {
		if f.Guard("p.T.M00") != nil {
			t.Errorf("a guard from %v", f.data)
		}
	}
}

// TestFieldGuardSize bounds what a guard adds to the fact of a type.
func TestFieldGuardSize(t *testing.T) {
	names, sums := []string{"Put"}, []*Summary{{Accesses: []Access{guardOf("M").Write}}}
	without := len(NewFact(names, sums, nil).data)
	if with := len(NewFact(names, sums, []*FieldGuard{guardOf("M")}).data); with-without > 160 {
		t.Errorf("a guard takes %d bytes", with-without)
	}
	var all []*FieldGuard
	for i := range 100 {
		all = append(all, guardOf(fmt.Sprintf("M%02d", i)))
	}
	if with := len(NewFact(names, sums, all).data); with-without > 160*MaxFieldGuards {
		t.Errorf("all guards together take %d bytes", with-without)
	}
}

func TestInvalidFieldGuards(t *testing.T) {
	for name, change := range map[string]func(*FieldGuard){
		"no lock":                func(g *FieldGuard) { g.Lock = "" },
		"nobody holds it":        func(g *FieldGuard) { g.Locked = 0 },
		"a negative count":       func(g *FieldGuard) { g.Unlocked = -1 },
		"a huge count":           func(g *FieldGuard) { g.Locked = 1 << 40 },
		"a read":                 func(g *FieldGuard) { g.Write.Op = state.OpRead },
		"an operation too many":  func(g *FieldGuard) { g.Write.Op = 99 },
		"without the lock":       func(g *FieldGuard) { g.Write.Sync = nil },
		"of another parameter":   func(g *FieldGuard) { g.Write.Place.Index = 1 },
		"of a local object":      func(g *FieldGuard) { g.Write.Place.Kind = place.Local },
		"by a goroutine":         func(g *FieldGuard) { g.Write.Thread = 1 },
		"of another map":         func(g *FieldGuard) { g.Write.Field = "p.T.Other" },
		"a place with no end":    func(g *FieldGuard) { g.Write.Place.Path = ".M[" },
		"of a status, not a map": func(g *FieldGuard) { g.Write.Scalar = StatusScalar },
	} {
		t.Run(name, func(t *testing.T) {
			g := guardOf("M")
			f := NewFact([]string{"Put"}, []*Summary{{}}, []*FieldGuard{g})
			if f.Guard("p.T.M") == nil {
				t.Fatal("the valid guard is refused")
			}
			change(g)
			if f := NewFact([]string{"Put"}, []*Summary{{}}, []*FieldGuard{g}); f.Guard("p.T.M") != nil {
				t.Error("is believed")
			}
		})
	}
}
