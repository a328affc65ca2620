package link

import (
	"fmt"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A Verdict is what the module says of a finding.
type Verdict struct {
	// Refuted is set if no two threads of the module conflict as the finding says.
	Refuted bool
	// Doubtful is set if those of the module do not, but others may call the functions.
	Doubtful bool
	Reason   string // in words, "" if nothing speaks against the finding
}

// At identifies a finding of a package.
type At struct{ Posn, Category string }

// Verdicts returns what the module says of the findings of its packages, without those that
// nothing speaks against. If a doubt lowers the certainty of a finding below least, the finding
// counts as refuted.
func (m *Module) Verdicts(least conflict.Confidence) map[At]Verdict {
	out := map[At]Verdict{}
	for _, r := range m.records {
		for i := range r.Findings {
			f := &r.Findings[i]
			v := m.Judge(f)
			v.Refuted = v.Refuted || v.Doubtful && f.Certainty >= least
			if v.Reason != "" {
				out[At{f.Posn, f.Category}] = v
			}
		}
	}
	return out
}

// Judge says what the calls of the module mean for a finding of one of its packages.
func (m *Module) Judge(f *Finding) Verdict {
	if len(f.Pairs) == 0 {
		return Verdict{}
	}
	if why := m.refute(f, m.open, false); why != "" {
		return Verdict{Refuted: true, Reason: why}
	}
	if why := m.refute(f, m.closed, true); why != "" {
		return Verdict{Doubtful: true, Reason: why}
	}
	return Verdict{}
}

// refute returns why none of the pairs of a finding conflicts in the contexts, "" if one may.
// The functions of which a doubt is to be raised have callers.
func (m *Module) refute(f *Finding, in contexts, doubt bool) (why string) {
	for _, p := range f.Pairs {
		pair := pair{m: m, in: in, a: p.A, b: p.B, tested: doubt}
		if why = pair.refuted(); why == "" {
			return ""
		}
	}
	return why
}

// pair is two accesses in the contexts of their roots.
type pair struct {
	m      *Module
	in     contexts
	a, b   Side
	tested bool // a test that comes to a function counts
}

// A row is a reason why a pair does not conflict.
type row struct {
	name  string
	holds func(*pair) (why string)
}

// table has the reasons.
var table = []row{
	{"unreached", (*pair).unreached},
	{"init", (*pair).duringInit},
	{"fresh", (*pair).onFresh},
	{"locked", (*pair).locked},
	{"one-thread", (*pair).byOneThread},
}

// refuted returns the first reason against a pair, "" if there is none.
func (p *pair) refuted() string {
	for _, r := range table {
		if why := r.holds(p); why != "" {
			return why
		}
	}
	return ""
}

// contextsOf returns the contexts of the roots of a side, nil if one of them is not known or is
// a test.
func (p *pair) contextsOf(s *Side) []*context {
	var out []*context
	for _, name := range s.Roots {
		f := p.m.byName[name]
		if f == nil || f.Test {
			return nil
		}
		out = append(out, &p.in[f.number])
	}
	return out
}

// all reports whether a condition holds for all roots of a side, of which there is one.
func (p *pair) all(s *Side, holds func(*context) bool) bool {
	list := p.contextsOf(s)
	return len(list) > 0 && !slices.ContainsFunc(list, func(c *context) bool { return !holds(c) })
}

// name returns the name of the function that leads to a side.
func (p *pair) name(s *Side) string { return nameIn(p.m.byName[s.Roots[0]]) }

// unreached: no thread of the module comes to one of the accesses.
func (p *pair) unreached() string {
	for _, s := range []*Side{&p.a, &p.b} {
		if p.all(s, func(c *context) bool { return !c.reached && c.tested == p.tested }) && (!p.tested || p.isClosed(s)) {
			if p.tested {
				return fmt.Sprintf("only tests call %s", p.name(s))
			}
			return fmt.Sprintf("nothing in the module calls %s", p.name(s))
		}
	}
	return ""
}

// isClosed reports whether the records have all calls of the roots of a side.
func (p *pair) isClosed(s *Side) bool {
	return !slices.ContainsFunc(s.Roots, func(name string) bool { return p.m.hasUnknownCallers(p.m.byName[name]) })
}

// duringInit: one access is made only while packages are initialized, or by main before there are
// other goroutines.
func (p *pair) duringInit() string {
	for _, s := range [][2]*Side{{&p.a, &p.b}, {&p.b, &p.a}} {
		early := s[0].Kind == effect.API && !p.spawns(s[0]) && p.all(s[0], func(c *context) bool { return c.reached && c.inits })
		if early && p.all(s[1], func(c *context) bool { return !c.beside }) {
			return fmt.Sprintf("%s runs only before there are other goroutines", p.name(s[0]))
		}
	}
	return ""
}

// onFresh: all callers call a method on an object that nobody else has.
func (p *pair) onFresh() string {
	for _, s := range []*Side{&p.a, &p.b} {
		if s.Receiver && s.Kind == effect.API && !p.spawns(s) && p.all(s, func(c *context) bool { return c.reached && c.fresh }) {
			return fmt.Sprintf("%s is only called on objects that nobody else has", p.name(s))
		}
	}
	return ""
}

// spawns reports whether a root of a side, or what it calls, may start goroutines: these share
// what the root has for itself.
func (p *pair) spawns(s *Side) bool {
	return slices.ContainsFunc(s.Roots, func(name string) bool {
		f := p.m.byName[name]
		return f == nil || p.m.spawns[f.number]
	})
}

// locked: the callers of both hold one lock, or one access holds the lock of the callers of the
// other.
func (p *pair) locked() string {
	for _, l := range p.locks(&p.a) {
		for _, k := range p.locks(&p.b) {
			known := p.a.Locks.Has(l.Place, l.Kind) && p.b.Locks.Has(k.Place, k.Kind) // and they conflict all the same
			if l.Place == k.Place && (l.Kind == state.Write || k.Kind == state.Write) && p.sameObject(l) && !known {
				return fmt.Sprintf("all callers hold %s", lockName(l))
			}
		}
	}
	return ""
}

// sameObject reports whether a lock that both sides hold is one: in a global, in the object that
// the pair is about, or in the object that holds that one.
//
// Assumes: one object holds it.
func (p *pair) sameObject(l *state.SyncFact) bool {
	ofObject := l.Place.Kind == place.Param && l.Place.Index == 0 || l.Place.Kind == place.Value
	return l.Place.Kind == place.Global || ofObject && p.a.Receiver && p.b.Receiver
}

// locks returns the locks that are held at an access, those of all callers included.
func (p *pair) locks(s *Side) state.SyncSet {
	if s.Kind == effect.Goroutine {
		return nil // its root is the function that starts it
	}
	var met state.SyncSet
	for i, c := range p.contextsOf(s) {
		if !c.reached {
			continue
		}
		if i == 0 {
			met = c.locks
		} else {
			met = state.Meet(met, c.locks)
		}
	}
	return met.Union(s.Locks)
}

// byOneThread: one goroutine makes both accesses.
func (p *pair) byOneThread() string {
	if p.a.Kind != effect.API || p.b.Kind != effect.API || p.spawns(&p.a) || p.spawns(&p.b) {
		return ""
	}
	var only thread
	ofReceiver := p.a.Receiver && p.b.Receiver
	for i, c := range slices.Concat(p.contextsOf(&p.a), p.contextsOf(&p.b)) {
		if !c.reached || c.many || len(c.threads) != 1 || i > 0 && c.threads[0] != only {
			return ""
		}
		only = c.threads[0]
		if only.count == severals || only.count == onEach && !(ofReceiver && c.same) {
			return ""
		}
	}
	if only.start == mainThread && p.tested { // an example
		return ""
	}
	if only.start == "" || len(p.contextsOf(&p.a)) == 0 || len(p.contextsOf(&p.b)) == 0 {
		return ""
	}
	return fmt.Sprintf("one goroutine alone comes to %s", p.name(&p.a))
}
