// Package callpath finds the path from a thread root to an access: the place where the
// thread starts, the calls on the way, and the locks that each function holds. Messages show
// it; no finding depends on it.
//
// A summary does not say by which call a function comes to an access of a callee, since that
// would take memory in every summary of every package. The path is found afterwards, for the
// accesses of findings alone: all copies of an access in the callers share its position, so
// that a search from the root through the events of the callees, breadth first, finds the
// shortest path.
//
// What belongs here: a form of call that the search does not follow yet (callees.go), and
// how a root or a lock is named. What does not: the words (package report).
package callpath

import (
	"cmp"
	"go/token"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/summary"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// maxVisited bounds the events that one search looks at.
//
// False negative: the path of an access behind more calls lacks the calls on the way.
const maxVisited = 4096

// finder finds paths in a package.
type finder struct {
	pkg    *summary.Package
	wanted map[token.Pos]bool     // the positions that searches begin at
	at     map[token.Pos][]moment // the events with accesses at these positions
}

// moment is an access of one event of a function.
type moment struct {
	f      *order.Flow
	ev     *trace.Event
	access *effect.Access
}

// Paths returns a path for each of some accesses of findings, nil for what is no access. If
// the analyzer no longer knows the calls on the way, the path has the access alone.
func Paths(pkg *summary.Package, accesses []effect.ScopedAccess) []effect.Path {
	fi := &finder{pkg: pkg, wanted: map[token.Pos]bool{}}
	for i := range accesses {
		if isAccess(&accesses[i]) {
			fi.wanted[start(&accesses[i])] = true
		}
	}
	out := make([]effect.Path, len(accesses))
	for i := range accesses {
		if isAccess(&accesses[i]) {
			out[i] = fi.path(&accesses[i])
		}
	}
	return out
}

func isAccess(it *effect.ScopedAccess) bool { return it.Site != nil && it.Pos.At().IsValid() }

// start returns the position at which the search for an access begins: that of the call in
// the root, or of the access itself.
func start(it *effect.ScopedAccess) token.Pos { return cmp.Or(it.Via, it.Pos.At()) }

// path returns the path to one access.
func (fi *finder) path(it *effect.ScopedAccess) effect.Path {
	if path := fi.search(it); path != nil {
		return path
	}
	if forget := fi.pkg.SummarizeTest(start(it)); forget != nil {
		defer forget()
		defer func(at map[token.Pos][]moment) { fi.at = at }(fi.at)
		fi.at = nil
		if path := fi.search(it); path != nil {
			return path
		}
	}
	access := effect.Step{Kind: effect.Accesses, Func: it.Func, Pos: it.Pos}
	if fn := fi.functionAt(start(it)); fn != nil {
		access.Func = nameOf(fn)
		return append(fi.beginning(fn), access)
	}
	return effect.Path{access}
}

// functionAt returns the function with an instruction at a position: a function that returns
// a map has no event for that.
func (fi *finder) functionAt(p token.Pos) *ssa.Function {
	for _, fn := range fi.functions() {
		for _, blk := range fn.Blocks {
			if slices.ContainsFunc(blk.Instrs, func(i ssa.Instruction) bool { return p.IsValid() && i.Pos() == p }) && fn.Synthetic == "" {
				return fn
			}
		}
	}
	return nil
}

// search returns the path to an access, nil if its first function is not known.
func (fi *finder) search(it *effect.ScopedAccess) effect.Path {
	first, ok := fi.first(it)
	if !ok {
		return nil
	}
	way := shortest(first)
	var path effect.Path
	if first.access.Thread == 0 { // else a step starts the thread
		path = fi.beginning(first.f.Fn)
	}
	for i, m := range way {
		var next *order.Flow
		if i+1 < len(way) {
			next = way[i+1].f
		}
		path = append(path, fi.steps(m, next)...)
	}
	return slices.DeleteFunc(path, func(s effect.Step) bool { return !s.Pos.At().IsValid() }) // of the package's init
}

// first returns the event of the root, or of the function of a scope, that has the access.
func (fi *finder) first(it *effect.ScopedAccess) (moment, bool) {
	if fi.at == nil {
		fi.at = map[token.Pos][]moment{}
		fi.index()
	}
	ms := fi.at[start(it)]
	ms = slices.DeleteFunc(slices.Clone(ms), func(m moment) bool { return !sameAccess(m.access, &it.Access) })
	if len(ms) == 0 {
		return moment{}, false
	}
	return slices.MinFunc(ms, func(a, b moment) int { return unlike(a, it) - unlike(b, it) }), true
}

// unlike returns 0 if a moment certainly is where a root or scope has the access, else how
// much speaks against it.
func unlike(m moment, it *effect.ScopedAccess) int {
	thread, onGoroutine := threadOf(m), it.Spawn != nil
	otherFunc := ssaq.InstrPos(m.ev.Instr) != it.Via && m.access.Func != m.f.Fn.Name()
	if r := it.Root; r != nil {
		onGoroutine = r.Kind == effect.Goroutine
		otherFunc = otherFunc && onGoroutine || !onGoroutine && m.f.Fn.Pos() != r.Pos
	}
	switch {
	case otherFunc && it.Via.IsValid():
		return 5
	case (thread != nil) != onGoroutine:
		return 4
	case thread != nil && it.Spawn != nil && thread.Pos != it.Spawn.Pos:
		return 3
	case m.access.Site != it.Site:
		return 2
	case m.access.Sync.NumLocks() != it.Sync.NumLocks():
		return 1
	}
	return 0
}

// functions lists the functions of the package in the order of the source.
func (fi *finder) functions() []*ssa.Function {
	return slices.SortedFunc(maps.Keys(fi.pkg.Of), func(a, b *ssa.Function) int {
		if c := fi.pkg.Compare(a.Pos(), b.Pos()); c != 0 {
			return c
		}
		return strings.Compare(a.String(), b.String())
	})
}

// index fills at, in the order of the functions.
func (fi *finder) index() {
	for _, fn := range fi.functions() {
		f := fi.pkg.Of[fn]
		for ev := range f.AllEvents() {
			for i := range ev.Accesses {
				a := &ev.Accesses[i]
				fi.add(ssaq.InstrPos(ev.Instr), moment{f, ev, a})
				if own := a.Pos.At(); own != ssaq.InstrPos(ev.Instr) {
					fi.add(own, moment{f, ev, a})
				}
			}
		}
	}
}

func (fi *finder) add(at token.Pos, m moment) {
	if m.ev.Live && fi.wanted[at] {
		fi.at[at] = append(fi.at[at], m)
	}
}

// sameAccess reports whether two accesses are copies of one, for two functions on a path.
func sameAccess(a, b *effect.Access) bool {
	return a.Op == b.Op && (a.Site == b.Site || a.Inner() == b.Inner() || a.Pos == b.Pos || a.Elsewhere() && a.Pos.Text == b.Pos.Text)
}

// threadOf returns the goroutine that makes the access, nil for the function's own thread.
func threadOf(m moment) *effect.Thread {
	if t := m.access.Thread; t > 0 {
		return &m.ev.Threads[t-1]
	}
	return nil
}

// node is a moment that a search has reached, with the one before it.
type node struct {
	moment
	before *node
}

// shortest returns the way from a moment to the function that makes the access itself or, if
// that is not found, the longest way.
func shortest(from moment) []moment {
	seen := map[*trace.Event]bool{from.ev: true}
	queue := []*node{{moment: from}}
	last := queue[0]
	for i := 0; i < len(queue) && i < maxVisited; i++ {
		n := queue[i]
		if last = n; makesItself(n.moment) {
			break
		}
		for _, next := range following(n.moment) {
			if !seen[next.ev] {
				seen[next.ev] = true
				queue = append(queue, &node{next, n})
			}
		}
	}
	var way []moment
	for n := last; n != nil; n = n.before {
		way = append(way, n.moment)
	}
	slices.Reverse(way)
	return way
}

// makesItself reports whether the function of the moment makes the access, or calls the
// function of another package that does.
func makesItself(m moment) bool {
	if m.access.Elsewhere() {
		return m.access.Pos.At() == ssaq.InstrPos(m.ev.Instr) && len(following(m)) == 0
	}
	return m.access.Func == m.f.Fn.Name() && !m.access.InnerPos.IsValid() && m.access.Thread == 0
}
