package hold

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// unlockedUses returns the uses of a map in a function that do not hold the lock, u
// among them.
func unlockedUses(p *repair.Planner, f *conflict.Finding, fn ast.Node, u code.Use, l code.Lock) []code.Use {
	v := p.Target(u)
	if v == nil {
		return []code.Use{u}
	}
	var out []code.Use
	seen := false
	for _, o := range p.UsesOf(v, fn) {
		same := o.Pos() == u.Pos()
		if p.EnclosingFunc(o.Node) != fn || !same && !needsLock(p, f, v, o, fn, l) {
			continue
		}
		if other, ok := p.LockAt(o.Expr, f.Guard, f.Way); ok && other.Expr != l.Expr || !ok && l.Base != nil {
			continue
		}
		if same {
			if seen {
				continue
			}
			o.Write = o.Write || u.Write || f.Access.Op.Writes()
			seen = true
		}
		out = append(out, o)
	}
	if !seen {
		out = append(out, u)
		slices.SortFunc(out, func(a, b code.Use) int { return int(a.Pos() - b.Pos()) })
	}
	return out
}

// needsLock reports whether a use of variable v in function fn, other than the
// reported one, needs guard l too.
func needsLock(p *repair.Planner, f *conflict.Finding, v *types.Var, o code.Use, fn ast.Node, l code.Lock) bool {
	if !o.IsOperation {
		return false
	}
	if p.Racing[o.Pos()] {
		return !p.HoldsAt(o.Pos(), f.Guard)
	}
	if !v.IsField() && v.Parent() != p.Pkg.Scope() {
		return false
	}
	uses := p.ByPos[o.Pos()]
	for _, a := range uses {
		if a.Fresh || conflict.Holds(&a.Access, f.Guard) {
			return false
		}
	}
	// Of accesses that are alike, a summary keeps the first.
	return len(uses) > 0 || p.HeldAs(fn, l.Var, o.Pos()) == ""
}

// withSameLock adds the uses of other maps, of which there are findings in the same
// function, that need the same lock.
func withSameLock(p *repair.Planner, fn ast.Node, l code.Lock, uses []code.Use) []code.Use {
	add := func(g *conflict.Finding, a *summary.Access) {
		if at := a.Pos.At(); at < fn.Pos() || fn.End() < at || conflict.Holds(a, g.Guard) {
			return
		}
		u, ok := p.UseAt(a)
		if !ok || p.EnclosingFunc(u.Node) != fn {
			return
		}
		if own, ok := p.LockAt(u.Expr, g.Guard, g.Way); !ok || own.Expr != l.Expr {
			return
		}
		for _, o := range unlockedUses(p, g, fn, u, l) {
			if !slices.ContainsFunc(uses, func(have code.Use) bool { return have.Node == o.Node }) {
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
	slices.SortStableFunc(uses, func(a, b code.Use) int { return int(a.Pos() - b.Pos()) })
	return uses
}

// coverElsewhere puts the accesses in other functions under the lock that conflict
// with the one of a finding, do not hold it either and have no finding of their own.
func coverElsewhere(p *repair.Planner, plan *repair.Plan, f *conflict.Finding, fn ast.Node) bool {
	done := map[ast.Node]bool{fn: true}
	for i := range p.Findings {
		if u, ok := p.UseAt(&p.Findings[i].Access.Access); ok {
			done[p.EnclosingFunc(u.Node)] = true
		}
	}
	for _, it := range f.Racing {
		u, ok := p.UseAt(&it.Access)
		if !ok || done[p.EnclosingFunc(u.Node)] || conflict.Holds(&it.Access, f.Guard) {
			continue
		}
		other := p.EnclosingFunc(u.Node)
		done[other] = true
		l, ok := p.LockAt(u.Expr, f.Guard, f.Way)
		if !ok || p.CalledUnder(other, l.Var) {
			return false
		}
		es, ok := section.Cover(p, other, l, unlockedUses(p, f, other, u, l))
		if !ok {
			return false
		}
		plan.Add(p.File(other.Pos()), es...)
	}
	return true
}
