package hold

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// Callers brings the calls of a function that do not hold the guard of its map under the
// guard, if other calls hold it: the function relies on its callers and cannot take the
// lock itself.
func Callers(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if !f.HasGuard || guard.Holds(&f.Access.Access, f.Guard) || f.Way == guard.ByOwner {
		return "", nil
	}
	u, ok := p.UseAt(&f.Access.Access)
	if !ok {
		return "", nil
	}
	l, ok := p.LockAt(u.Expr, f.Guard, f.Way)
	decl, isDecl := p.EnclosingFunc(u.Node).(*ast.FuncDecl)
	if !ok || !isDecl || p.Target(u) == nil {
		return "", nil
	}
	if len(p.LockCalls(decl, l.Var)) > 0 {
		return "", nil
	}
	key := fmt.Sprintf("callers %d %s", decl.Pos(), l.Expr)
	return key, func() *repair.Plan {
		c := callers{
			Planner: p, key: key, decl: decl, l: l, v: p.Target(u),
			plan: repair.NewPlan(fmt.Sprintf("hold %s where %s is called", l.Var.Name(), decl.Name.Name)),
		}
		if !c.cover() {
			return nil
		}
		return c.plan
	}
}

// callers are the calls of a function that needs a lock.
type callers struct {
	*repair.Planner
	decl *ast.FuncDecl
	l    code.Lock  // as the function names it
	v    *types.Var // the map
	plan *repair.Plan
	key  string
}

// cover makes the plan; it reports false if all calls hold the lock, or none does.
func (c *callers) cover() bool {
	order, byFunc, ok := c.unlocked()
	if !ok {
		return false
	}
	for _, caller := range order {
		l, ok := c.named(byFunc[caller])
		if !ok {
			return false
		}
		es, ok := section.Cover(c.Planner, caller, l, append(byFunc[caller], c.unlockedIn(caller, l)...))
		if !ok {
			return false
		}
		c.plan.Add(c.File(caller.Pos()), es...)
		c.Owners[repair.LockIn{Func: caller, Lock: l.Expr}] = c.key
	}
	return len(order) > 0
}

// unlocked returns the calls that do not hold the lock, by the function that makes them,
// in the order of the source; ok is false if no call holds it, or if it is not known
// whether such a function holds it.
func (c *callers) unlocked() (order []ast.Node, byFunc map[ast.Node][]code.Use, ok bool) {
	fn, _ := c.Info.Defs[c.decl.Name].(*types.Func)
	writes := code.AnyWrite(c.UsesOf(c.v, c.decl))
	byFunc = map[ast.Node][]code.Use{}
	for _, s := range c.Sites()[fn] {
		caller := c.EnclosingFunc(s.Call)
		if c.HeldAs(caller, c.l.Var, s.Call.Pos()) != "" {
			ok = true
			continue
		}
		sel, isMethod := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
		if isMethod && c.IsNewObject(code.Use{Expr: sel, Node: s.Call}) {
			continue // nobody else has the object yet
		}
		if c.CalledUnder(caller, c.l.Var) {
			return nil, nil, false
		}
		if byFunc[caller] == nil {
			order = append(order, caller)
		}
		byFunc[caller] = append(byFunc[caller], code.Use{Node: s.Call, Expr: s.Call, Write: writes, IsOperation: true})
	}
	return order, byFunc, ok
}

// named returns the lock as a function with some of the calls names it: a field of the
// object whose method they call, or a package variable.
func (c *callers) named(calls []code.Use) (code.Lock, bool) {
	l := c.l
	if l.Var.Parent() == c.Pkg.Scope() {
		return l, c.Lookup(l.Var.Name(), calls[0].Node.Pos()) == l.Var
	}
	recv := c.decl.Recv
	if recv == nil || len(recv.List[0].Names) == 0 {
		return code.Lock{}, false
	}
	rest, ok := strings.CutPrefix(l.Expr, recv.List[0].Names[0].Name)
	if !ok || rest != "" && rest[0] != '.' {
		return code.Lock{}, false
	}
	for i, u := range calls {
		sel, ok := ast.Unparen(u.Node.(*ast.CallExpr).Fun).(*ast.SelectorExpr)
		if !ok || !text.IsNameChain(sel.X) {
			return code.Lock{}, false
		}
		expr := c.Text(sel.X) + rest
		if i > 0 && expr != l.Expr {
			return code.Lock{}, false
		}
		l.Expr, l.Base = expr, sel.X
	}
	return l, true
}

// unlockedIn returns the accesses to the map that a caller makes itself and without the
// lock.
func (c *callers) unlockedIn(caller ast.Node, l code.Lock) (out []code.Use) {
	for _, u := range c.UsesOf(c.v, caller) {
		if !u.IsOperation || c.EnclosingFunc(u.Node) != caller || c.HeldAs(caller, l.Var, u.Pos()) != "" {
			continue
		}
		base := c.Peel(u.Expr, 1)
		if base == nil || l.Base == nil || c.Text(base) == c.Text(l.Base) {
			out = append(out, u)
		}
	}
	return out
}
