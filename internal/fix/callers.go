package fix

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// guardCallers puts the calls of a function under the guard of the map that it
// accesses: those calls that do not hold it, where others do. The function
// relies on its callers then, and cannot take the lock itself.
func guardCallers(p *planner, f *conflict.Finding) (string, func() *Plan) {
	if !f.HasGuard || conflict.Holds(&f.Access.Access, f.Guard) || f.Way == conflict.ByOwner {
		return "", nil
	}
	u, ok := p.useAt(&f.Access.Access)
	if !ok {
		return "", nil
	}
	l, ok := p.lockAt(u.expr, f.Guard, f.Way)
	decl, isDecl := p.function(u.node).(*ast.FuncDecl)
	if !ok || !isDecl || p.target(u) == nil || len(p.lockCalls(decl, l.v)) > 0 {
		return "", nil
	}
	key := fmt.Sprintf("callers %d %s", decl.Pos(), l.expr)
	return key, func() *Plan {
		c := callers{planner: p, key: key, decl: decl, l: l, v: p.target(u), plan: newPlan(fmt.Sprintf("hold %s where %s is called", l.v.Name(), decl.Name.Name))}
		if !c.cover() {
			return nil
		}
		return c.plan
	}
}

// callers are the calls of a function that needs a lock.
type callers struct {
	*planner
	decl *ast.FuncDecl
	l    lock       // as the function calls it
	v    *types.Var // the map
	plan *Plan
	key  string
}

// cover makes the edits; there is nothing to do if all calls are alike.
func (c *callers) cover() bool {
	fn, _ := c.Info.Defs[c.decl.Name].(*types.Func)
	byFunc := map[ast.Node][]use{}
	var order []ast.Node
	locked := false
	d := &declaration{planner: c.planner, v: c.v}
	for _, s := range c.sites()[fn] {
		caller := c.function(s.call)
		if c.lastLock(caller, c.l.v, s.call.Pos()) != "" {
			locked = true
			continue
		}
		if sel, ok := ast.Unparen(s.call.Fun).(*ast.SelectorExpr); ok && d.ownObject(use{expr: sel, node: s.call}) {
			continue // nobody else has it yet
		}
		if c.calledUnder(caller, c.l.v) {
			return false // who calls that one holds the lock, or not
		}
		if byFunc[caller] == nil {
			order = append(order, caller)
		}
		byFunc[caller] = append(byFunc[caller], use{node: s.call, expr: s.call, write: writes(c.usesOf(c.v, c.decl)), known: true})
	}
	for _, caller := range order {
		l, ok := c.named(byFunc[caller])
		if !ok {
			return false
		}
		es, ok := cover(c.planner, caller, l, append(byFunc[caller], c.beside(caller, l)...))
		if !ok {
			return false
		}
		c.plan.add(c.file(caller.Pos()), es...)
		c.owners[covered{caller, l.expr}] = c.key
	}
	return locked && len(order) > 0
}

// named returns the lock by the name that it has in a function with some calls: a
// field of the object whose method they call, or a package variable.
func (c *callers) named(calls []use) (lock, bool) {
	l := c.l
	if l.v.Parent() == c.Pkg.Scope() {
		return l, c.lookup(l.v.Name(), calls[0].node.Pos()) == l.v
	}
	recv := c.decl.Recv
	if recv == nil || len(recv.List[0].Names) == 0 {
		return lock{}, false
	}
	rest, ok := strings.CutPrefix(l.expr, recv.List[0].Names[0].Name)
	if !ok || rest != "" && rest[0] != '.' {
		return lock{}, false
	}
	for i, u := range calls {
		sel, ok := ast.Unparen(u.node.(*ast.CallExpr).Fun).(*ast.SelectorExpr)
		if !ok || !stable(sel.X) || i > 0 && c.src(sel.X)+rest != l.expr {
			return lock{}, false
		}
		l.expr, l.base = c.src(sel.X)+rest, sel.X
	}
	return l, true
}

// beside returns the accesses to the map that a caller makes itself, without the
// lock.
func (c *callers) beside(caller ast.Node, l lock) []use {
	var out []use
	for _, u := range c.usesOf(c.v, caller) {
		base := c.peel(u.expr, 1)
		if u.known && c.function(u.node) == caller && c.lastLock(caller, l.v, u.pos()) == "" &&
			(base == nil || l.base == nil || c.src(base) == c.src(l.base)) {
			out = append(out, u)
		}
	}
	return out
}
