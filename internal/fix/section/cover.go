// Package section brings uses of maps under a lock: it chooses which statements of a
// function become one critical section, what is read or evaluated ahead of it, and how
// the lock is released on every way out.
//
// A critical section is made only if everything in it may run under the lock: nothing
// blocks, takes a lock, or calls what is not known to do neither. Which lock it is, and
// which uses need it, belongs in the packages of fixers.
package section

import (
	"go/ast"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Cover returns the edits that put the uses, all in function fn, under l; ok is
// false if there is no safe form.
func Cover(p *repair.Planner, fn ast.Node, l code.Lock, uses []code.Use) (es []text.Edit, ok bool) {
	b := text.Body(fn)
	if b == nil || len(uses) == 0 {
		return nil, false
	}
	j := firstJob(NewScope(p, fn, l, uses), func(j *job) bool {
		return j.whole(b.List) || j.list(b.List) && !j.apart()
	})
	if j == nil {
		return nil, false
	}
	j.merge()
	return j.edits, j.alone()
}

// CoverWhole returns the edits that hold a lock over a function, from its first
// statement on that is more than a check which leaves it.
func CoverWhole(p *repair.Planner, fn ast.Node, l code.Lock, uses []code.Use) (es []text.Edit, ok bool) {
	list := text.Body(fn).List
	s := NewScope(p, fn, l, uses)
	first := slices.IndexFunc(list, func(st ast.Stmt) bool { return len(s.in(st)) > 0 })
	if first < 0 {
		return nil, false
	}
	j := firstJob(s, func(j *job) bool { return j.entire(list, first) })
	if j == nil {
		return nil, false
	}
	return j.edits, j.alone()
}

// firstJob tries a step with fewer and fewer demands on what is called under the lock,
// and returns the job that did it, nil if there is none: only what is known to be
// quick; also what others call under the lock, in the same mode; also what they call
// under it for writing, which is then taken so.
func firstJob(s *Scope, step func(*job) bool) *job {
	shared := s.l.Shared
	for _, demand := range []struct {
		allow  code.Allowance
		shared bool
	}{
		{code.Allowance{}, shared},
		{code.Allowance{Under: s.l.Var, Reading: shared}, shared},
		{code.Allowance{Under: s.l.Var}, false},
	} {
		tried := *s
		tried.allow, tried.l.Shared = demand.allow, demand.shared
		j := &job{Scope: &tried}
		if step(j) {
			return j
		}
	}
	return nil
}

// A group is the uses of one function that one lock covers.
type group struct {
	fn   ast.Node
	l    code.Lock
	uses []code.Use
}

// CoverAll adds to a plan what puts uses in several functions under locks, which
// lockAt names at each; false if that is not safe.
func CoverAll(p *repair.Planner, plan *repair.Plan, uses []code.Use, lockAt func(code.Use) (code.Lock, bool)) bool {
	var groups []*group
	for _, u := range uses {
		l, ok := lockAt(u)
		if !ok {
			return false
		}
		fn := p.EnclosingFunc(u.Node)
		i := slices.IndexFunc(groups, func(g *group) bool { return g.fn == fn && g.l.Expr == l.Expr })
		if i < 0 {
			groups = append(groups, &group{fn: fn, l: l})
			i = len(groups) - 1
		}
		groups[i].uses = append(groups[i].uses, u)
	}
	for _, g := range groups {
		es, ok := Cover(p, g.fn, g.l, g.uses)
		if !ok {
			return false
		}
		plan.Add(p.File(g.fn.Pos()), es...)
	}
	return len(groups) > 0
}
