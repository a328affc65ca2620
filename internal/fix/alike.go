package fix

import (
	"go/ast"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// withSameLock adds the uses of other maps, of which there are findings in the same
// function, that need the same lock.
func withSameLock(p *planner, fn ast.Node, l lock, uses []use) []use {
	add := func(g *conflict.Finding, a *summary.Access) {
		if at := a.Pos.At(); at < fn.Pos() || fn.End() < at || conflict.Holds(a, g.Guard) {
			return
		}
		u, ok := p.useAt(a)
		if !ok || p.function(u.node) != fn {
			return
		}
		if own, ok := p.lockAt(u.expr, g.Guard, g.Way); !ok || own.expr != l.expr {
			return
		}
		for _, o := range unlockedUses(p, g, fn, u, l) {
			if !slices.ContainsFunc(uses, func(have use) bool { return have.node == o.node }) {
				uses = append(uses, o)
			}
		}
	}
	for i := range p.Findings {
		g := &p.Findings[i]
		if !g.HasGuard || g.Via.IsValid() || g.Category == conflict.LockLeak {
			continue
		}
		add(g, &g.Access.Access)
		for k := range g.Racing {
			add(g, &g.Racing[k].Access)
		}
	}
	slices.SortStableFunc(uses, func(a, b use) int { return int(a.pos() - b.pos()) })
	return uses
}

// coverElsewhere puts the accesses in other functions under the lock that conflict
// with the one of a finding, do not hold it either and have no finding of their own.
func coverElsewhere(p *planner, plan *Plan, f *conflict.Finding, fn ast.Node) bool {
	done := map[ast.Node]bool{fn: true}
	for i := range p.Findings {
		if u, ok := p.useAt(&p.Findings[i].Access.Access); ok {
			done[p.function(u.node)] = true
		}
	}
	for _, it := range f.Racing {
		u, ok := p.useAt(&it.Access)
		if !ok || done[p.function(u.node)] || conflict.Holds(&it.Access, f.Guard) {
			continue
		}
		other := p.function(u.node)
		done[other] = true
		l, ok := p.lockAt(u.expr, f.Guard, f.Way)
		if !ok || p.calledUnder(other, l.v) {
			return false
		}
		es, ok := cover(p, other, l, unlockedUses(p, f, other, u, l))
		if !ok {
			return false
		}
		plan.add(p.file(other.Pos()), es...)
	}
	return true
}
