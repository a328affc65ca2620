package callpath

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/summary"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Runners are the threads that run an access.
type Runners struct {
	Roots []*effect.Root // that run it; a Goroutine or an Entry has its Thread
	// Accesses are those at the position as their own function makes them, with the locks that
	// this function holds, and those with which all its callers enter it. There are several if
	// it reads and writes, and none if they are not known.
	Accesses []effect.Access
}

// Threads returns the threads that run the accesses at some positions. Summaries show an access
// to those callers alone that can name the map. The call graph shows the others.
func Threads(pkg *summary.Package, positions []token.Pos) map[token.Pos]Runners {
	fi := &finder{pkg: pkg, wanted: map[token.Pos]bool{}, at: map[token.Pos][]moment{}}
	for _, p := range positions {
		fi.wanted[p] = true
	}
	fi.index()
	s := &starts{finder: fi, threads: map[*ssa.Function][]*effect.Root{}, inline: map[*ssa.Function][]*ssa.Function{}, roots: map[*ssa.Function][]*effect.Root{}}
	s.index()
	out := map[token.Pos]Runners{}
	for p := range fi.wanted {
		out[p] = s.runners(p)
	}
	return out
}

// starts knows where the functions of a package are started, or run as arguments.
type starts struct {
	*finder
	threads map[*ssa.Function][]*effect.Root  // goroutines that begin with a function
	inline  map[*ssa.Function][]*ssa.Function // functions that run a function as an argument
	roots   map[*ssa.Function][]*effect.Root  // what rootsOf has found
}

// index fills threads and inline.
func (s *starts) index() {
	for _, fn := range s.functions() {
		f := s.pkg.Of[fn]
		for ev := range f.AllEvents() {
			if !ev.Live || ev.Kind != trace.EvSpawn && ev.Kind != trace.EvAccess {
				continue
			}
			m := moment{f: f, ev: ev}
			for _, body := range bodies(m) {
				if ev.Kind == trace.EvAccess {
					s.inline[body] = append(s.inline[body], fn)
				}
				for i := range ev.Threads {
					if th := &ev.Threads[i]; th.Pos.Text == "" && (th.Pos.P == body.Pos() || th.Pos.P == ssaq.InstrPos(ev.Instr)) {
						s.threads[body] = append(s.threads[body], goroutineOf(f, ev, th))
					}
				}
			}
		}
	}
}

// bodies lists the functions that the instruction of an event runs as arguments or by a go
// statement.
func bodies(m moment) []*ssa.Function {
	var out []*ssa.Function
	for _, fn := range callees(m) {
		call, isCall := m.ev.Instr.(*ssa.Call)
		if isCall && m.f.Target(call.Common()).Fn == fn {
			continue
		}
		out = append(out, fn)
	}
	return out
}

// goroutineOf returns the root of a goroutine that starts at an event.
func goroutineOf(f *order.Flow, ev *trace.Event, th *effect.Thread) *effect.Root {
	r := &effect.Root{Kind: effect.Goroutine, Name: th.Name, Pos: th.Pos.At(), Thread: th}
	if th.Many || f.Paths.InLoop(f.BlockOf(ev)) {
		r.Count = effect.Several
	}
	return r
}

// runners returns the threads that run the access at a position.
func (s *starts) runners(p token.Pos) (out Runners) {
	var own []*ssa.Function
	for _, m := range s.at[p] {
		switch {
		case m.access.Pos.At() != p:
		case m.access.Thread > 0:
			out.Roots = append(out.Roots, goroutineOf(m.f, m.ev, threadOf(m)))
		case makesItself(m):
			own = append(own, m.f.Fn)
			a := *m.access
			a.Sync = m.ev.Sync.Union(a.Sync).Union(s.pkg.EntryLocksets[m.f.Fn])
			out.Accesses = append(out.Accesses, a)
		}
	}
	if fn := s.functionAt(p); len(own) == 0 && fn != nil {
		own = append(own, fn)
	}
	for _, fn := range own {
		out.Roots = append(out.Roots, s.rootsOf(fn)...)
	}
	known := slices.ContainsFunc(out.Roots, func(r *effect.Root) bool { return r.Kind != effect.Callback })
	out.Roots = slices.DeleteFunc(out.Roots, func(r *effect.Root) bool { return known && r.Kind == effect.Callback && r.Literal })
	slices.SortStableFunc(out.Roots, func(a, b *effect.Root) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), s.pkg.Compare(a.Pos, b.Pos), cmp.Compare(b.Count, a.Count))
	})
	return out
}

// rootsOf returns the thread roots from which calls lead to a function. Tests count only for
// what is in a test itself: their authors know when nobody else has the object.
//
// False negative: the roots of a function with more than maxVisited callers.
func (s *starts) rootsOf(fn *ssa.Function) []*effect.Root {
	out, ok := s.roots[fn]
	if !ok {
		out = s.findRoots(fn)
		s.roots[fn] = out
	}
	return out
}

// findRoots is rootsOf, without what it remembers.
func (s *starts) findRoots(fn *ssa.Function) (out []*effect.Root) {
	inTest := s.pkg.InTest(fn.Pos())
	seen := map[*ssa.Function]bool{fn: true}
	queue := []*ssa.Function{fn}
	add := func(caller *ssa.Function) {
		if !seen[caller] && (inTest || !s.pkg.InTest(caller.Pos())) {
			seen[caller] = true
			queue = append(queue, caller)
		}
	}
	for i := 0; i < len(queue) && i < maxVisited; i++ {
		fn := queue[i]
		out = append(out, s.threads[fn]...)
		runs := len(s.threads[fn])+len(s.inline[fn]) > 0
		if r := context.RootOf(s.pkg.Flows, fn); r != nil && !isTest(fn) && !(runs && r.Kind == effect.Callback) {
			out = append(out, r)
		}
		for _, c := range s.pkg.Sites[fn] {
			if c.Instr != nil { // otherwise a go statement, whose goroutine is among the threads
				add(c.Caller)
			}
		}
		for _, caller := range s.inline[fn] {
			add(caller)
		}
	}
	return out
}
