package candidate

import (
	"go/token"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// field returns a field of the receiver of a method of p.T.
func field(name string) place.Place { return place.Place{Kind: place.Param}.Field(name, "p.T") }

// by returns an access by the function with that name and position to the map m, with a lock
// unless its name is empty.
func by(name string, line token.Pos, op state.Op, lock string) *effect.RootAccess {
	u := &effect.RootAccess{
		Access:   effect.Access{Op: op, Place: field("m"), LoadedSteps: -1, Site: &effect.Site{Pos: effect.Pos{P: line}, Order: int(line), Func: name, Field: "p.T.m"}},
		BaseType: "p.T", Root: &effect.Root{Kind: effect.API, Name: name, Pos: 100 * line, Recv: "p.T", Declaration: effect.Declaration{Method: true}},
	}
	if lock != "" {
		u.Sync = state.Of(&state.SyncFact{Place: field(lock), Kind: state.Write, Must: true})
	}
	return u
}

// TestTestimony changes, in one way each, a write without a lock, u, and a read that holds mu,
// w, by another method. Without more there is no evidence: mu may guard something else. Of
// other accesses, more is one by u's root, and late a read that holds mu.
func TestTestimony(t *testing.T) {
	type uses struct{ u, w, more, late *effect.RootAccess }
	locked := func(name string) state.SyncSet {
		return state.Of(&state.SyncFact{Place: field(name), Kind: state.Write, Must: true})
	}
	goroutine := func(r *effect.Root) { r.Kind, r.Thread = effect.Goroutine, new(effect.Thread) }
	const none = conflict.NumEvidenceKinds
	for _, test := range []struct {
		name   string
		change func(uses)
		want   conflict.EvidenceKind
	}{
		{"nothing", func(x uses) {}, none},
		{"the lock is taken for the map", func(x uses) { x.more.Sync = locked("mu") }, conflict.OwnTestimony},
		{"the lock is taken for another map", func(x uses) { x.more.Sync, x.more.Place, x.more.Field = locked("mu"), field("n"), "p.T.n" }, none},
		{"the lock is taken on the way", func(x uses) {
			x.more.Sync = locked("mu")
			for _, u := range []*effect.RootAccess{x.u, x.w, x.late} {
				u.Place = u.Place.MapElem(place.Index{}).Field("e", "p.E")
			}
		}, conflict.OwnTestimony},
		{"a literal takes the lock", func(x uses) {
			x.more.Sync, x.u.Root.Literal, x.u.Root.Kind = locked("mu"), true, effect.Callback
		}, none},
		{"another lock of the struct", func(x uses) { x.u.Sync, x.late.Sync = locked("other"), locked("mu") }, conflict.DifferentLocks},
		{"a lock that more accesses hold", func(x uses) { x.u.Sync, x.more.Sync = locked("other"), locked("other") }, none},
		{"a lock of another struct", func(x uses) {
			p := field("other")
			p.Owner = "p.Other.other"
			x.u.Sync = state.Of(&state.SyncFact{Place: p, Kind: state.Write, Must: true})
		}, none},
		{"both locks", func(x uses) { x.u.Sync = locked("other").Union(locked("mu")) }, none},
		{"a goroutine", func(x uses) { goroutine(x.u.Root) }, conflict.BareThread},
		{"a goroutine with an object of another type", func(x uses) { goroutine(x.u.Root); x.u.BaseType = "p.U" }, none},
		{"a goroutine of the constructor", func(x uses) {
			goroutine(x.u.Root)
			x.u.BaseType, x.u.Place.Kind = "", place.Local
			x.u.ByConstructor, x.u.ConstructedType, x.u.ConstructedPaths = true, "p.T", []string{x.w.Place.Path}
		}, conflict.BareThread},
		{"the witness is a goroutine", func(x uses) { goroutine(x.w.Root) }, conflict.BareThread},
		{"a handler under a contract", func(x uses) { goroutine(x.u.Root); x.u.Root.Thread.ByContract = true }, none},
		{"a handler of a server that is started", func(x uses) { x.u.Root.Kind, x.u.OfStarter = effect.Entry, true }, conflict.BareThread},
		{"two readers lock", func(x uses) { x.late.Sync = locked("mu") }, conflict.UnlockedWrites},
		{"two readers lock, and a writer", func(x uses) { x.late.Sync, x.late.Op = locked("mu"), state.OpWrite }, none},
		{"the variable is read before the lock", func(x uses) {
			x.more.Sync, x.w.Op = locked("mu"), state.OpReplace
			x.u.Scalar, x.u.Op = effect.EarlyLoad, state.OpRead
		}, conflict.LoadedEarly},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := uses{by("Put", 1, state.OpWrite, ""), by("Get", 2, state.OpRead, "mu"), by("Put", 3, state.OpRead, ""), by("Len", 4, state.OpRead, "")}
			x.more.Root = x.u.Root
			test.change(x)
			vs := guard.ByVariable([]effect.RootAccess{*x.u, *x.w, *x.more, *x.late}, nil, func(string) *effect.FieldGuard { return nil })
			got := none
			for g := range Testimony(vs) {
				for p := range g.Pairs {
					if p.A.ByRoot.Order == x.u.Order && p.B.ByRoot.Order == x.w.Order {
						got = p.Kind
					}
				}
			}
			if got != test.want {
				t.Errorf("got kind %d, want %d", got, test.want)
			}
		})
	}
}
