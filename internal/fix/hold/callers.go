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
)

// Callers puts the calls of a function under the guard of the map that it
// accesses: those calls that do not hold it, where others do. The function
// relies on its callers then, and cannot take the lock itself.
func Callers(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if !f.HasGuard || conflict.Holds(&f.Access.Access, f.Guard) || f.Way == conflict.ByOwner {
		return "", nil
	}
	u, ok := p.UseAt(&f.Access.Access)
	if !ok {
		return "", nil
	}
	l, ok := p.LockAt(u.Expr, f.Guard, f.Way)
	decl, isDecl := p.EnclosingFunc(u.Node).(*ast.FuncDecl)
	if !ok || !isDecl || p.Target(u) == nil || len(p.LockCalls(decl, l.Var)) > 0 {
		return "", nil
	}
	key := fmt.Sprintf("callers %d %s", decl.Pos(), l.Expr)
	return key, func() *repair.Plan {
		c := callers{Planner: p, key: key, decl: decl, l: l, v: p.Target(u), plan: repair.NewPlan(fmt.Sprintf("hold %s where %s is called", l.Var.Name(), decl.Name.Name))}
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
	l    code.Lock  // as the function calls it
	v    *types.Var // the map
	plan *repair.Plan
	key  string
}

// cover makes the edits; there is nothing to do if all calls are alike.
func (c *callers) cover() bool {
	fn, _ := c.Info.Defs[c.decl.Name].(*types.Func)
	byFunc := map[ast.Node][]code.Use{}
	var order []ast.Node
	locked := false
	for _, s := range c.Sites()[fn] {
		caller := c.EnclosingFunc(s.Call)
		if c.HeldAs(caller, c.l.Var, s.Call.Pos()) != "" {
			locked = true
			continue
		}
		if sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); ok && c.IsNewObject(code.Use{Expr: sel, Node: s.Call}) {
			continue // nobody else has it yet
		}
		if c.CalledUnder(caller, c.l.Var) {
			return false // who calls that one holds the lock, or not
		}
		if byFunc[caller] == nil {
			order = append(order, caller)
		}
		byFunc[caller] = append(byFunc[caller], code.Use{Node: s.Call, Expr: s.Call, Write: code.AnyWrite(c.UsesOf(c.v, c.decl)), IsOperation: true})
	}
	for _, caller := range order {
		l, ok := c.named(byFunc[caller])
		if !ok {
			return false
		}
		es, ok := section.Cover(c.Planner, caller, l, append(byFunc[caller], c.beside(caller, l)...))
		if !ok {
			return false
		}
		c.plan.Add(c.File(caller.Pos()), es...)
		c.Owners[repair.LockIn{Func: caller, Lock: l.Expr}] = c.key
	}
	return locked && len(order) > 0
}

// named returns the lock by the name that it has in a function with some calls: a
// field of the object whose method they call, or a package variable.
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
		if !ok || !text.IsNameChain(sel.X) || i > 0 && c.Text(sel.X)+rest != l.Expr {
			return code.Lock{}, false
		}
		l.Expr, l.Base = c.Text(sel.X)+rest, sel.X
	}
	return l, true
}

// beside returns the accesses to the map that a caller makes itself, without the
// lock.
func (c *callers) beside(caller ast.Node, l code.Lock) []code.Use {
	var out []code.Use
	for _, u := range c.UsesOf(c.v, caller) {
		base := c.Peel(u.Expr, 1)
		if u.IsOperation && c.EnclosingFunc(u.Node) == caller && c.HeldAs(caller, l.Var, u.Pos()) == "" &&
			(base == nil || l.Base == nil || c.Text(base) == c.Text(l.Base)) {
			out = append(out, u)
		}
	}
	return out
}
