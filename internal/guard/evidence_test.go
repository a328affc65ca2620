package guard

import (
	"fmt"
	"go/token"
	"testing"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// TestGuards states from which numbers of functions on a lock is the guard.
func TestGuards(t *testing.T) {
	for _, c := range []struct {
		name                         string
		readers, changers            float64 // that hold the lock
		bareReaders, bareChangers    float64
		commented, unwritten, guards bool
	}{
		{name: "all hold it", readers: 1, changers: 1, guards: true},
		{name: "one writer, one bare reader", changers: 1, bareReaders: 1, guards: true},
		{name: "one writer, two bare readers", changers: 1, bareReaders: 2, guards: true},
		{name: "one writer, five bare readers", changers: 1, bareReaders: 5},
		{name: "two writers, five bare readers", changers: 2, bareReaders: 5, guards: true},
		{name: "two writers, seven bare readers", changers: 2, bareReaders: 7},
		{name: "one of two writers", changers: 1, bareChangers: 1, guards: true},
		{name: "one of three writers", changers: 1, bareChangers: 2},
		{name: "most readers, no writer", readers: 6, bareChangers: 1, unwritten: true},
		{name: "one writer, one reader, and eight that do not", readers: 1, changers: 1, bareReaders: 7, bareChangers: 1},
		{name: "the same with a comment", readers: 1, changers: 1, bareReaders: 7, bareChangers: 1, commented: true, guards: true},
		{name: "a comment and no writer", readers: 1, commented: true, unwritten: true},
		{name: "nobody"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := Evidence{
				For: Witnesses{c.readers, c.changers}, Against: Witnesses{c.bareReaders, c.bareChangers},
				Commented: c.commented, Written: !c.unwritten,
			}
			if e.Guards() != c.guards {
				t.Errorf("Guards = %v with rank %.2f, want %v", e.Guards(), e.Rank(), c.guards)
			}
		})
	}
}

// TestRank compares with the numbers that the formula gives: z is the distance of the share
// from chance, in standard deviations of the share.
func TestRank(t *testing.T) {
	for _, c := range []struct {
		held, bare float64
		rank       string
	}{{0, 0, "0.00"}, {1, 0, "1.53"}, {4, 0, "3.06"}, {2, 2, "0.87"}, {8, 8, "1.75"}, {3, 7, "0.00"}, {0, 4, "-1.31"}} {
		e := Evidence{For: Witnesses{Readers: c.held}, Against: Witnesses{Readers: c.bare}}
		if got := fmt.Sprintf("%.2f", e.Rank()); got != c.rank {
			t.Errorf("rank of %v to %v = %s, want %s", c.held, c.bare, got, c.rank)
		}
	}
}

// maker makes accesses to t.m of methods of T, each in a line of its own.
type maker struct{ line int }

// access returns an access by a function that holds locks of the receiver, by their fields.
func (m *maker) access(fn string, op state.Op, locks ...string) *effect.RootAccess {
	m.line++
	u := &effect.RootAccess{Root: &effect.Root{Kind: effect.API, Name: fn, Recv: "p.T", Declaration: effect.Declaration{Method: true}}}
	u.Op, u.Place = op, place.Place{Kind: place.Param, Path: ".m", Owner: "p.T.m"}
	u.Site = &effect.Site{Pos: effect.Pos{P: token.Pos(m.line)}, Func: fn, Field: "p.T.m", Order: m.line}
	for _, l := range locks {
		u.Sync = u.Sync.With(&state.SyncFact{Place: place.Place{Kind: place.Param, Path: "." + l, Owner: "p.T." + l}, Must: true})
	}
	return u
}

// TestWitnesses counts the functions that testify.
func TestWitnesses(t *testing.T) {
	var m maker
	once := m.access("fill", state.OpWrite, "mu")
	once.Sync = once.Sync.With(&state.SyncFact{Place: place.Place{Kind: place.Param, Path: ".done"}, Kind: state.OnceBody, Must: true})
	for _, c := range []struct {
		name          string
		uses          []*effect.RootAccess
		for_, against Witnesses
	}{
		{"several accesses of one function are one witness",
			[]*effect.RootAccess{m.access("f", state.OpRead, "mu"), m.access("f", state.OpRead, "mu"), m.access("g", state.OpRead)},
			Witnesses{Readers: 1}, Witnesses{Readers: 1}},
		{"a function that holds the lock at one of two accesses",
			[]*effect.RootAccess{m.access("f", state.OpRead, "mu"), m.access("f", state.OpWrite)},
			Witnesses{Changers: 0.5}, Witnesses{Changers: 0.5}},
		{"a function literal belongs to its function",
			[]*effect.RootAccess{m.access("f", state.OpRead, "mu"), m.access("f$1", state.OpRead, "mu")},
			Witnesses{Readers: 1}, Witnesses{}},
		{"what runs once behind a flag does not count",
			[]*effect.RootAccess{once, m.access("f", state.OpRead, "mu"), m.access("g", state.OpRead)},
			Witnesses{Readers: 1}, Witnesses{Readers: 1}},
		{"replacements do not count",
			[]*effect.RootAccess{m.access("f", state.OpReplace, "mu"), m.access("g", state.OpReplace), m.access("h", state.OpRead, "mu")},
			Witnesses{Readers: 1}, Witnesses{}},
		{"who reads under another lock of all writers is for both",
			[]*effect.RootAccess{m.access("f", state.OpWrite, "mu", "nu"), m.access("g", state.OpRead, "mu"), m.access("h", state.OpRead, "nu")},
			Witnesses{Readers: 2, Changers: 1}, Witnesses{}},
		{"one writer lacks the other lock",
			[]*effect.RootAccess{m.access("f", state.OpWrite, "mu", "nu"), m.access("e", state.OpWrite, "mu"), m.access("h", state.OpRead, "nu")},
			Witnesses{Changers: 2}, Witnesses{Readers: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := &Variable{Uses: c.uses}
			got := v.Candidates()
			if len(got) == 0 || got[0].Lock != "p.T.mu" || got[0].For != c.for_ || got[0].Against != c.against {
				t.Errorf("got %+v, want p.T.mu with %+v and %+v", got, c.for_, c.against)
			}
		})
	}
}

// TestEitherLock reads under one of two locks that all writers hold.
func TestEitherLock(t *testing.T) {
	var m maker
	read, bare := m.access("read", state.OpRead, "nu"), m.access("bare", state.OpRead)
	v := &Variable{Uses: []*effect.RootAccess{m.access("a", state.OpWrite, "mu", "nu"), m.access("b", state.OpRead, "mu"), read, bare}}
	if !v.Infer() || v.Lock != "p.T.mu" {
		t.Fatalf("the guard is %q", v.Lock)
	}
	if !v.HeldAt(read) || v.HeldAt(bare) {
		t.Errorf("HeldAt = %v with the other lock and %v with none", v.HeldAt(read), v.HeldAt(bare))
	}
	v.Uses = append(v.Uses, m.access("c", state.OpWrite, "mu"))
	if !v.Infer() || v.HeldAt(read) {
		t.Error("a writer lacks the other lock, which is still taken for a guard")
	}
}

// TestReadersLock has a lock that ranks higher than the guard and that no writer holds.
func TestReadersLock(t *testing.T) {
	var m maker
	v := &Variable{Uses: []*effect.RootAccess{m.access("put", state.OpWrite, "mu"), m.access("reset", state.OpReplace)}}
	for i := range 6 {
		v.Uses = append(v.Uses, m.access(fmt.Sprint("read", i), state.OpRead, "nu"))
	}
	v.Uses = append(v.Uses, m.access("drop", state.OpDelete, "mu"), m.access("get", state.OpRead, "mu"), m.access("all", state.OpRange, "mu"))
	if best := v.Candidates()[0]; best.Written {
		t.Fatalf("%s ranks highest, so that nothing is tested", best.Lock)
	}
	if !v.Infer() || v.Lock != "p.T.mu" {
		t.Errorf("the guard is %q", v.Lock)
	}
}

// TestRenewed has a map that is never changed in place.
func TestRenewed(t *testing.T) {
	var m maker
	renew, read := m.access("load", state.OpReplace, "mu"), m.access("f", state.OpRead, "mu")
	for _, c := range []struct {
		name   string
		bare   int
		guards bool
	}{{"all readers hold the lock", 0, true}, {"few do", 3, false}} {
		t.Run(c.name, func(t *testing.T) {
			v := &Variable{Uses: []*effect.RootAccess{renew, read, m.access("g", state.OpRead, "mu")}}
			for i := range c.bare {
				v.Uses = append(v.Uses, m.access(fmt.Sprint("bare", i), state.OpRead))
			}
			if v.Infer() != c.guards {
				t.Errorf("Infer = %v with rank %.2f", !c.guards, v.Rank())
			}
			if c.guards && len(v.Holders) != 3 {
				t.Errorf("%d accesses hold the guard, want the renewal and two reads", len(v.Holders))
			}
		})
	}
}

// TestDeclared counts what another package has found about its field.
func TestDeclared(t *testing.T) {
	var m maker
	write := m.access("Put", state.OpWrite, "mu")
	fact := &effect.FieldGuard{Lock: "p.T.mu", Way: ".m", Write: write.Access, Locked: 4}
	bare := m.access("f", state.OpRead)
	v := &Variable{Uses: []*effect.RootAccess{bare}, declared: fact}
	if !v.Infer() || v.Lock != "p.T.mu" || len(v.Holders) != 1 || v.HeldAt(bare) {
		t.Errorf("guard %q, held by %d", v.Lock, len(v.Holders))
	}
	fact.Locked, fact.Unlocked = 2, 9
	if v.Infer() {
		t.Errorf("a guard that two functions of eleven hold there, rank %.2f", v.Rank())
	}
}
