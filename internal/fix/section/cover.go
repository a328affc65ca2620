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

// Cover returns the edits that bring some uses, all in function fn, under lock l; ok is
// false if there is no safe form.
func Cover(p *repair.Planner, fn ast.Node, l code.Lock, uses []code.Use) (es []text.Edit, ok bool) {
	b := text.Body(fn)
	if b == nil || len(uses) == 0 {
		return nil, false
	}
	j := firstJob(NewScope(p, fn, l, uses), func(j *job) bool {
		return j.whole(b.List) || j.list(b.List) && !j.splitsUpdate()
	})
	if j == nil {
		return nil, false
	}
	j.merge()
	return j.edits, j.reserved()
}

// CoverWhole returns the edits that hold a lock from the first use, or earlier, to the end
// of the function; ok is false if there is no safe form.
func CoverWhole(p *repair.Planner, fn ast.Node, l code.Lock, uses []code.Use) (es []text.Edit, ok bool) {
	list := text.Body(fn).List
	s := NewScope(p, fn, l, uses)
	first := slices.IndexFunc(list, func(st ast.Stmt) bool { return len(s.in(st)) > 0 })
	if first < 0 {
		return nil, false
	}
	j := firstJob(s, func(j *job) bool { return j.toEnd(list, first) })
	if j == nil {
		return nil, false
	}
	return j.edits, j.reserved()
}

// firstJob tries a step three times and returns the first job that succeeds, nil if none
// does. The first time, the section may call only functions that are known to be quick;
// then also functions that other code calls under the lock, in the same mode; at last
// also functions that other code calls while it holds the lock for writing, as the
// section then does too.
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

// A group is the uses in one function that need the same lock.
type group struct {
	fn   ast.Node
	l    code.Lock
	uses []code.Use
}

// CoverAll adds to a plan the edits that bring uses in several functions under the lock
// that lockAt names at each; it reports false if there is no safe form.
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
