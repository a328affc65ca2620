package inventory

import (
	"cmp"
	"go/ast"
	"go/token"
	"iter"
	"maps"
	"slices"

	"github.com/mapconcur/mapconcur/internal/candidate"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/handover"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/report"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// Input is what an inventory is made of.
type Input struct {
	Path     string // of the package
	Fset     *token.FileSet
	Files    []*ast.File
	Package  *summary.Package
	Uses     []effect.RootAccess
	Stated   map[string]guard.Statement
	Findings []conflict.Finding   // those that are reported
	Skip     func(token.Pos) bool // leaves out accesses, such as those in tests
}

// Build makes the inventory of a package.
func Build(in Input) *Package {
	b := &builder{Input: in, entries: map[string]*entry{}, racing: map[token.Pos]bool{}, missing: map[string]conflict.Finding{}}
	out := &Package{Maps: []Map{}, compare: in.Package.Compare}
	for _, f := range in.Findings {
		out.Findings = append(out.Findings, Certainty{b.posn(f.At), string(f.Category), f.Certainty().String()})
		b.finding(f)
		for _, g := range f.Alike {
			b.finding(g)
		}
	}
	for _, d := range guard.Disciplines(guard.ByVariable(in.Uses, handover.Of(in.Package.Flows).Leaks(), in.Package.FieldGuard), in.Stated) {
		b.discipline(d)
	}
	for s := range in.Package.SpawnScopes() {
		for pairs := range candidate.MapPairs(s) {
			b.pairs(s, pairs)
		}
	}
	b.addThreads()
	for _, key := range slices.Sorted(maps.Keys(b.entries)) {
		e := b.entries[key]
		if !e.shared() || e.confined() && !b.isRacing(e) {
			continue
		}
		m := b.finish(e)
		if !b.foreign(key) || m.Counts().Racing > 0 { // otherwise it is the other package's
			out.Maps = append(out.Maps, m)
		}
	}
	slices.SortStableFunc(out.Maps, func(x, y Map) int { return cmp.Compare(x.Name+" "+x.In, y.Name+" "+y.In) })
	return out
}

type builder struct {
	Input
	entries map[string]*entry
	racing  map[token.Pos]bool
	missing map[string]conflict.Finding // those that name the guard of a field or global
}

// An entry is a map on its way into the inventory.
type entry struct {
	name, in string
	guard    state.SyncFact // of a field or global
	guarded  bool           // there is such a guard
	lockName string         // the guard as an access that holds it would write it
	stated   token.Pos      // where the source says so
	paired   bool           // met by a goroutine in a scope
	lanes    map[laneID]*lane
	seen     map[token.Pos]bool            // in some lane of a root
	vetoes   map[token.Pos]map[string]bool // by the accesses of the scopes; "" is a conflict
}

// entry returns the entry of a map. A finding may say which lock its accesses lack.
func (b *builder) entry(key, name, in string) *entry {
	e := b.entries[key]
	if e == nil {
		e = &entry{
			name: name, in: in, lanes: map[laneID]*lane{}, seen: map[token.Pos]bool{},
			vetoes: map[token.Pos]map[string]bool{},
		}
		if f, ok := b.missing[key]; ok {
			e.guard, e.guarded, e.lockName = f.Guard, true, report.LockName(f.Other, f.Guard)
		}
		b.entries[key] = e
	}
	return e
}

// finding notes which accesses a finding is about.
func (b *builder) finding(f conflict.Finding) {
	if f.Internal != nil {
		return
	}
	b.racing[f.Access.Pos.At()] = true
	if key := f.Other.Key(); key != "" && f.HasGuard {
		b.missing[key] = f
	}
	if !f.Locked {
		b.racing[f.Other.Pos.At()] = true
	}
	for _, it := range f.Racing {
		if it.Sync.NumLocks() == 0 {
			b.racing[it.Pos.At()] = true
		}
	}
}

// discipline adds a field or global with the roots that reach it.
func (b *builder) discipline(d guard.Discipline) {
	e := b.entry(d.Key, b.name(d.Key), "")
	if d.HasGuard {
		e.guard, e.guarded, e.lockName, e.stated = d.Lock, true, lockName(d), d.Stated
	}
	for _, u := range d.Uses {
		if b.Skip(u.Pos.At()) {
			continue
		}
		e.seen[u.Pos.At()] = true
		id, l := b.laneOf(u.Root)
		m, held := d.Held(u)
		if !d.HasGuard {
			m, held = e.held(&u.Access)
		}
		b.add(e, id, l, effect.ScopedAccess{Access: u.Access}, m, held)
	}
}

// lockName returns the guard of a map as the source writes it beside the map, or
// by its type where no access holds it.
func lockName(d guard.Discipline) string {
	switch {
	case d.Example != nil:
		return report.LockName(effect.ScopedAccess{Access: d.Example.Access}, d.Lock)
	case d.Lock.Place.Owner != "":
		return short(d.Lock.Place.Owner)
	}
	return short(d.Lock.Place.Name + d.Lock.Place.Path)
}

// held returns the guard of the map as an access holds it.
func (e *entry) held(a *effect.Access) (state.SyncFact, bool) {
	for _, m := range a.Sync.Locks() {
		if e.guarded && guard.Holds(&effect.Access{Sync: state.SyncSet{m}}, e.guard) {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}

// pairs adds the accesses of one map in a scope.
func (b *builder) pairs(s *effect.SpawnScope, pairs iter.Seq[conflict.Pair]) {
	for p := range pairs {
		e := b.inScope(s, p.A.Access)
		if b.Skip(p.A.Pos.At()) || b.Skip(p.B.Pos.At()) {
			continue
		}
		e.paired = true
		rule := veto.First(&p)
		for _, it := range []conflict.Side{p.A, p.B} {
			pos := it.Pos.At()
			if e.vetoes[pos] == nil {
				e.vetoes[pos] = map[string]bool{}
			}
			e.vetoes[pos][string(rule)] = true
			b.item(e, s, *it.Scoped)
		}
	}
}

// inScope returns the entry of the map that an access in a scope is to.
func (b *builder) inScope(s *effect.SpawnScope, a *effect.Access) *entry {
	if key := a.Key(); key != "" {
		return b.entry(key, b.name(key), "")
	}
	return b.entry(local+s.Func+" "+a.Place.Name+a.Place.Path, a.Expr, b.enclosing(a.Pos.At()))
}

// item adds an access of a scope, unless it is known from a root.
func (b *builder) item(e *entry, s *effect.SpawnScope, it effect.ScopedAccess) {
	made := it.Op == state.OpReplace && it.Spawn == nil && it.Place.Kind == place.Local // an object that nobody else has yet
	if e.seen[it.Pos.At()] || made && !b.racing[it.Pos.At()] {
		return
	}
	m, held := e.held(&it.Access)
	if it.Spawn != nil {
		id, l := b.threadLane(it.Spawn, it.Repeats)
		b.add(e, id, l, it, m, held)
		return
	}
	b.add(e, laneID{kind: Starter, name: s.Func}, Lane{Kind: Starter, Name: s.Func}, it, m, held)
}

// add adds an access to a lane, once for each place, as what it does most; m is
// the guard as it holds it, if held is set.
func (b *builder) add(e *entry, id laneID, like Lane, it effect.ScopedAccess, m state.SyncFact, held bool) {
	locks := heldLocks(it)
	for i := range locks {
		locks[i].Guard = held && e.guarded && locks[i].Name == report.LockName(it, m)
	}
	holds := e.guarded && held && m.Must && (m.Kind == state.Write || !it.Op.Writes())
	l := e.lane(id, like)
	pos := it.Pos.At()
	a := l.at[pos]
	if a == nil {
		a = &access{holds: holds, Access: Access{
			pos: pos, Posn: b.posn(pos), Op: it.Op.Noun(), Expr: it.Expr, Func: b.enclosing(pos), At: it.Pos.Text, Locks: locks,
		}}
		l.at[pos] = a
	}
	if it.Op.Writes() && !a.writes {
		a.Op, a.writes = it.Op.Noun(), true
	}
	a.holds = a.holds && holds
	a.Locks = meet(a.Locks, locks)
}

// shared reports whether there is reason to think that goroutines share a map.
func (e *entry) shared() bool {
	if e.paired || e.guarded {
		return len(e.lanes) > 0
	}
	concurrent, writes := false, false
	for id, l := range e.lanes {
		concurrent = concurrent || id.kind == Goroutine || id.kind == Entry
		for _, a := range l.at {
			writes = writes || a.writes
		}
	}
	return concurrent && writes && len(e.lanes) > 1
}

// finish makes the map of an entry.
func (b *builder) finish(e *entry) Map {
	m := Map{Name: e.name, In: e.in}
	name, held := e.guardName()
	for _, id := range slices.SortedFunc(maps.Keys(e.lanes), b.compareLanes) {
		l := e.lanes[id]
		for _, pos := range slices.SortedFunc(maps.Keys(l.at), b.Package.Compare) {
			a := l.at[pos]
			a.Status, a.Why = b.status(e, a, held[pos])
			for i := range a.Locks {
				a.Locks[i].Guard = a.Locks[i].Guard || held != nil && a.Locks[i].Name == name
			}
			l.Accesses = append(l.Accesses, a.Access)
		}
		m.Lanes = append(m.Lanes, l.Lane)
	}
	m.Lanes = merged(m.Lanes)
	if name != "" {
		c := m.Counts()
		m.Guard = &Guard{Name: name, Held: c.Guarded, Of: c.Accesses}
		m.Guard.Stated = b.posn(e.stated)
	}
	return m
}

// status says what is known of an access, and why if something orders it, or is
// assumed to keep it apart.
func (b *builder) status(e *entry, a *access, held bool) (Status, []string) {
	vetoes := e.vetoes[a.pos]
	var assumed []string
	for _, why := range slices.Sorted(maps.Keys(vetoes)) {
		if veto.Assumed(ledger.Rule(why)) {
			assumed = append(assumed, why)
		}
	}
	switch {
	case b.racing[a.pos]:
		return Racing, nil
	case a.holds || held:
		return Guarded, nil
	case len(vetoes) > 0 && !vetoes[""] && len(assumed) == 0 && !e.oneThread():
		return Ordered, slices.Sorted(maps.Keys(vetoes))
	}
	return Unproved, assumed
}
