package hold

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// unlockedUses returns the uses of a map in a function that need the lock and do not hold
// it; u is one of them.
func unlockedUses(p *repair.Planner, f *conflict.Finding, fn ast.Node, u code.Use, l code.Lock) []code.Use {
	v := p.Target(u)
	if v == nil {
		return []code.Use{u}
	}
	var out []code.Use
	seen := false
	for _, o := range p.UsesOf(v, fn) {
		same := o.Pos() == u.Pos()
		wanted := same && !seen || !same && needsLock(p, f, v, o, fn, l)
		if !wanted || p.EnclosingFunc(o.Node) != fn || isOtherGuard(p, f, o, l) {
			continue
		}
		if same {
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

// isOtherGuard reports whether the guard of a use is not lock l, but that of another object.
func isOtherGuard(p *repair.Planner, f *conflict.Finding, u code.Use, l code.Lock) bool {
	if other, ok := p.LockAt(u.Expr, f.Guard, f.Way); ok {
		return other.Expr != l.Expr
	}
	return l.Base != nil
}

// needsLock reports whether a use of variable v in function fn, which no finding reports,
// needs guard l too.
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
		if a.Fresh || guard.Holds(&a.Access, f.Guard) {
			return false
		}
	}
	// A summary keeps only the first of several equal accesses.
	return len(uses) > 0 || p.HeldAs(fn, l.Var, o.Pos()) == ""
}

// withSameLock adds to some uses in a function those of other maps that findings say need
// the same lock.
func withSameLock(p *repair.Planner, fn ast.Node, l code.Lock, uses []code.Use) []code.Use {
	for i := range p.Findings {
		g := &p.Findings[i]
		if !g.HasGuard || g.Via.IsValid() || g.Category == conflict.LockLeak {
			continue
		}
		accesses := []*effect.Access{&g.Access.Access}
		for k := range g.Racing {
			accesses = append(accesses, &g.Racing[k].Access)
		}
		for _, a := range accesses {
			for _, o := range needing(p, g, a, fn, l) {
				if !slices.ContainsFunc(uses, func(have code.Use) bool { return have.Node == o.Node }) {
					uses = append(uses, o)
				}
			}
		}
	}
	slices.SortStableFunc(uses, func(a, b code.Use) int { return int(a.Pos() - b.Pos()) })
	return uses
}

// needing returns the uses of a map in a function that need lock l, if an access of a
// finding is one of them.
func needing(p *repair.Planner, f *conflict.Finding, a *effect.Access, fn ast.Node, l code.Lock) []code.Use {
	if at := a.Pos.At(); at < fn.Pos() || fn.End() < at || guard.Holds(a, f.Guard) {
		return nil
	}
	u, ok := p.UseAt(a)
	if !ok || p.EnclosingFunc(u.Node) != fn {
		return nil
	}
	if own, ok := p.LockAt(u.Expr, f.Guard, f.Way); !ok || own.Expr != l.Expr {
		return nil
	}
	return unlockedUses(p, f, fn, u, l)
}

// coverElsewhere adds to a plan what brings accesses in other functions under the guard:
// those that conflict with the access of a finding, do not hold the guard either, and
// whose function has no finding. It reports false if there is no safe form.
func coverElsewhere(p *repair.Planner, plan *repair.Plan, f *conflict.Finding, fn ast.Node) bool {
	done := map[ast.Node]bool{fn: true}
	for i := range p.Findings {
		if u, ok := p.UseAt(&p.Findings[i].Access.Access); ok {
			done[p.EnclosingFunc(u.Node)] = true
		}
	}
	for _, it := range f.Racing {
		u, ok := p.UseAt(&it.Access)
		if !ok || done[p.EnclosingFunc(u.Node)] || guard.Holds(&it.Access, f.Guard) {
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
