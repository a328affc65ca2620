package link

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A context is how the threads of a module come to a function. It is the union over all calls
// that lead there from the functions with which threads begin.
type context struct {
	reached bool // some thread comes here
	tested  bool // a test comes here
	threads []thread
	many    bool          // there are more threads than the context has
	entered bool          // locks is set
	locks   state.SyncSet // held at every call
	inits   bool          // only the initialization of packages comes here
	beside  bool          // a goroutine comes here that an initialization starts
	fresh   bool          // every caller has the receiver for itself
	same    bool          // the receiver is that of the function with which each thread begins
}

// A thread is one of those that come to a function: its start, and how many there are.
type thread struct {
	start string
	count count
}

// count says how many threads of a start there may be.
type count uint8

const (
	one      count = iota
	onEach         // one for each object
	severals       // several for one object
)

// maxThreads bounds the threads of a context.
const maxThreads = 4

// contexts has the context of each function, by its number.
type contexts []context

// The threads that begin without a call.
const (
	mainThread = "main"
	initThread = "init"
	unknown    = "unknown"
)

// solve propagates the contexts of the functions with which threads begin along the calls until
// nothing changes. Functions of which isOpen holds are also called by threads that nobody sees.
func (m *Module) solve(isOpen func(*function) bool) contexts {
	s := solver{module: m, of: make(contexts, len(m.order)), runs: m.runs()}
	for i := range s.of {
		s.of[i] = context{inits: true, fresh: true, same: true}
	}
	for _, f := range m.order {
		switch {
		case f.Access == Begins && f.Test:
			s.merge(f, context{tested: true, inits: true, fresh: true, same: true})
		case f.Access == Begins && f.Name == f.pkg.Package+".main":
			s.merge(f, begin(thread{mainThread, one}, true))
		case f.Access == Begins:
			s.merge(f, begin(thread{initThread, one}, true))
		case isOpen(f):
			s.merge(f, begin(thread{unknown, severals}, false))
		}
	}
	for len(s.work) > 0 {
		f := s.work[len(s.work)-1]
		s.work = s.work[:len(s.work)-1]
		s.queued[f.number] = false
		for _, e := range f.out {
			s.merge(e.to, s.along(e, &s.of[f.number], f))
		}
	}
	return s.of
}

// begin returns the context of a function with which a thread begins.
func begin(t thread, inits bool) context {
	return context{reached: true, threads: []thread{t}, entered: true, inits: inits, same: true}
}

// solver computes contexts.
type solver struct {
	module *Module
	of     contexts
	runs   []bool // by the number of a function: it runs once at most
	work   []*function
	queued map[int]bool
}

// merge adds a context to that of a function, and notes the function as one whose callees have
// to be looked at if something has changed.
func (s *solver) merge(f *function, c context) {
	old := &s.of[f.number]
	if !c.reached {
		if c.tested && !old.tested {
			old.tested = true
			s.note(f)
		}
		return
	}
	new := context{
		reached: true, tested: old.tested || c.tested, entered: true, many: old.many || c.many,
		inits: old.inits && c.inits, beside: old.beside || c.beside, fresh: old.fresh && c.fresh, same: old.same && c.same,
		locks: c.locks, threads: old.threads,
	}
	if old.entered {
		new.locks = state.Meet(old.locks, c.locks)
	}
	for _, t := range c.threads {
		new.add(t)
	}
	if !new.equal(old) {
		*old = new
		s.note(f)
	}
}

// note notes a function as one whose callees have to be looked at.
func (s *solver) note(f *function) {
	if s.queued == nil {
		s.queued = map[int]bool{}
	}
	if !s.queued[f.number] {
		s.queued[f.number] = true
		s.work = append(s.work, f)
	}
}

// add adds a thread.
func (c *context) add(t thread) {
	if c.many || slices.Contains(c.threads, t) {
		return
	}
	if len(c.threads) == maxThreads {
		c.many = true
		return
	}
	c.threads = append(slices.Clone(c.threads), t)
}

// equal reports whether two contexts are the same.
func (c *context) equal(d *context) bool {
	return c.reached == d.reached && c.tested == d.tested && c.many == d.many && c.entered == d.entered && c.inits == d.inits &&
		c.beside == d.beside && c.fresh == d.fresh && c.same == d.same && slices.Equal(c.threads, d.threads) && state.Equal(c.locks, d.locks)
}

// along returns the context that a call brings to its callee. What tests do brings none, except
// that they do it: their objects are their own.
func (s *solver) along(e edge, c *context, from *function) context {
	if from.Test || !c.reached {
		return context{tested: c.tested || from.Test}
	}
	switch e.How {
	case Value:
		out := begin(thread{unknown, severals}, false)
		out.same, out.tested = false, c.tested
		return out
	case Go, GoDynamic:
		t := thread{from.Name + " " + e.to.Name, severals}
		switch {
		case !e.Loop && s.runs[from.number]:
			t.count = one
		case e.Object == Fresh && !e.Loop:
			t.count = onEach
		}
		out := begin(t, false)
		out.beside, out.tested = c.beside || slices.ContainsFunc(c.threads, func(t thread) bool { return t.start == initThread }), c.tested
		return out
	}
	out := *c
	out.inits = c.inits && (e.Early || !slices.Contains(c.threads, thread{mainThread, one}) && !c.many)
	out.locks = e.Locks.Union(inCallee(c.locks, e.Object))
	out.fresh = e.Object == Fresh || e.Object == Same && c.fresh
	out.same = e.Object == Same && c.same
	return out
}

// inCallee returns the locks with which a function is entered as its callee can name them: in
// globals and, if the callee has the same receiver, in it and in the object that holds it.
func inCallee(locks state.SyncSet, receiver Object) (out state.SyncSet) {
	for _, l := range locks {
		if l.Place.Kind == place.Global || receiver == Same && (l.Place.Kind == place.Param && l.Place.Index == 0 || l.Place.Kind == place.Value) {
			out = out.With(l)
		}
	}
	return out
}

// runs says, by the number of each function, whether it runs at most once in a program: main,
// and what one call leads to, outside of loops, of a function that does.
func (m *Module) runs() []bool {
	calls := make([]int, len(m.order)) // two for a call that may be repeated
	caller := make([]*function, len(m.order))
	for _, f := range m.order {
		for _, e := range f.out {
			if f.Test {
				continue
			}
			calls[e.to.number]++
			if e.Loop || e.How != Direct && e.How != Go {
				calls[e.to.number]++
			}
			caller[e.to.number] = f
		}
	}
	out := make([]bool, len(m.order))
	for i, f := range m.order {
		for steps := 0; calls[f.number] == 1 && m.isClosed(f) && steps < len(m.order); steps++ {
			f = caller[f.number]
		}
		out[i] = f.Access == Begins && calls[f.number] == 0 && !f.Test
	}
	return out
}

// isClosed reports whether the records have all calls of a function.
func (m *Module) isClosed(f *function) bool { return !m.hasUnknownCallers(f) }
