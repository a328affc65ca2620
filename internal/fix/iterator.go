package fix

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// copyIterated lets an iterator run over a copy of its map, which is made under the lock
// where the iterator is made.
func copyIterated(p *planner, f *conflict.Finding) (string, func() *Plan) {
	if !f.Lazy {
		return copyRun(p, f)
	}
	ret := p.returnAt(f.At)
	fn, ok := p.function(ret).(*ast.FuncDecl)
	if ret == nil || !ok {
		return "", nil
	}
	c := iteration{planner: p, f: f, fn: fn, ret: ret, held: f.Access.Marks.NumLocks() > 0}
	return fmt.Sprintf("iterator %d", ret.Pos()), func() *Plan {
		if lit := c.literal(); lit != nil {
			return c.inLiteral(lit)
		}
		return c.calls()
	}
}

// copyRun is copyIterated for an iterator that a function has made under the lock and
// runs when it has released that.
func copyRun(p *planner, f *conflict.Finding) (string, func() *Plan) {
	if !f.HasGuard || f.Access.Pos.Text != "" || conflict.Holds(&f.Access.Access, f.Guard) {
		return "", nil
	}
	made := madeBefore(p, f)
	if made == nil {
		return "", nil
	}
	return fmt.Sprintf("iterator %d", made.Pos()), func() *Plan {
		l, ok := p.lockAt(made.Args[0], f.Guard, f.Way)
		if !ok || p.lastLock(p.function(made), l.v, made.Pos()) == "" {
			return nil
		}
		plan := newPlan(fmt.Sprintf("iterate over a copy of %s", p.src(made.Args[0])))
		es, ok := overCopy(p, made)
		plan.add(p.file(made.Pos()), es...)
		if !ok {
			return nil
		}
		return plan
	}
}

// madeBefore returns the call that makes the iterator which a loop or a call at the
// access of a finding runs, nil if there is none.
func madeBefore(p *planner, f *conflict.Finding) *ast.CallExpr {
	file := p.file(f.Access.Pos.At())
	if file == nil {
		return nil
	}
	var run []ast.Expr
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if n.For == f.Access.Pos.At() || n.Range == f.Access.Pos.At() {
				run = []ast.Expr{n.X}
			}
		case *ast.CallExpr:
			if n.Lparen == f.Access.Pos.At() {
				run = n.Args
			}
		}
		return run == nil
	})
	for _, e := range run {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok {
			if made := iteratorCall(p, p.definition(id)); made != nil {
				return made
			}
		}
	}
	return nil
}

// iteratorCall returns e if it is a call of maps.Keys, Values or All.
func iteratorCall(p *planner, e ast.Expr) *ast.CallExpr {
	if e == nil {
		return nil
	}
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(c.Args) != 1 || p.Info.Types[c.Fun].IsType() {
		return nil
	}
	fn := p.callee(c)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "maps" || fn.Name() != "Keys" && fn.Name() != "Values" && fn.Name() != "All" {
		return nil
	}
	return c
}

// overCopy returns the edits after which a call of maps.Keys, Values or All makes an
// iterator over a copy; ok is false for a map of maps, which a copy would share.
func overCopy(p *planner, made *ast.CallExpr) (es []edit, ok bool) {
	m, file := made.Args[0], p.file(made.Pos())
	t := typeOf(p.Info, m)
	if !isMap(t) {
		return nil, false
	}
	switch p.callee(made).Name() {
	case "All":
		text, es := p.cloneText(file, m)
		return append(es, replaceNode(m, text)), text != ""
	case "Values":
		if isMap(t.Underlying().(*types.Map).Elem()) {
			return nil, false
		}
	}
	name, es := p.imported(file, "slices")
	return append(es, replaceNode(made, name+".Values("+name+".Collect("+p.src(made)+"))")), true
}

// iteration is an iterator that a function returns.
type iteration struct {
	*planner
	f    *conflict.Finding
	fn   *ast.FuncDecl
	ret  *ast.ReturnStmt
	held bool // the lock, where the iterator is made
}

// literal returns the function literal that is returned, nil if there is none.
func (c *iteration) literal() *ast.FuncLit {
	for _, res := range c.ret.Results {
		e := ast.Unparen(res)
		if conv, ok := e.(*ast.CallExpr); ok && c.Info.Types[conv.Fun].IsType() && len(conv.Args) == 1 {
			e = ast.Unparen(conv.Args[0])
		}
		if id, ok := e.(*ast.Ident); ok && c.definition(id) != nil {
			e = ast.Unparen(c.definition(id))
		}
		if lit, ok := e.(*ast.FuncLit); ok {
			return lit
		}
	}
	return nil
}

// calls copies the map where the function calls maps.Keys, Values or All for what it
// returns.
func (c *iteration) calls() *Plan {
	plan := newPlan("")
	done := false
	ast.Inspect(c.fn.Body, func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		made := iteratorCall(c.planner, e)
		if made == nil || n != ast.Node(made) || !c.kept(made) {
			return true
		}
		m := made.Args[0]
		def := m
		if id, ok := ast.Unparen(m).(*ast.Ident); ok && c.definition(id) != nil {
			def = c.definition(id)
		}
		l, ok := c.lockAt(def, c.f.Guard, c.f.Way)
		if !ok {
			return true
		}
		es, ok := overCopy(c.planner, made)
		if !ok || !c.held && !lockReturn(c.planner, plan, c.fn, m, l, contains(c.ret, made)) || c.held && c.lastLock(c.fn, l.v, made.Pos()) == "" {
			plan.bad = true
			return false
		}
		plan.Message = fmt.Sprintf("return an iterator over a copy of %s", c.src(m))
		plan.add(c.file(made.Pos()), es...)
		done = true
		return true
	})
	if !done || plan.bad {
		return nil
	}
	return plan
}

// kept reports whether a call is the value of a variable or of a return.
func (c *iteration) kept(e ast.Expr) bool {
	for n := c.parent(e); n != nil; n = c.parent(n) {
		switch n := n.(type) {
		case *ast.ReturnStmt, *ast.AssignStmt, *ast.ValueSpec:
			return true
		case *ast.ParenExpr:
		case *ast.CallExpr:
			if !c.Info.Types[n.Fun].IsType() {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// inLiteral copies the map that a literal ranges over: before the return, under the lock
// that is held there, or else in the literal.
func (c *iteration) inLiteral(lit *ast.FuncLit) *Plan {
	var loop *ast.RangeStmt
	others := false
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		if !ok || !isMap(typeOf(c.Info, r.X)) {
			return true
		}
		others = others || loop != nil
		loop = r
		return true
	})
	if loop == nil || others {
		return nil
	}
	m := loop.X
	plan := newPlan(fmt.Sprintf("return an iterator over a copy of %s", c.src(m)))
	if id, ok := ast.Unparen(m).(*ast.Ident); ok && c.held {
		return c.copyCaptured(plan, id)
	}
	l, ok := c.lockAt(m, c.f.Guard, c.f.Way)
	if !ok || c.varOf(m) == nil || len(c.usesOf(c.varOf(m), lit)) != 1 {
		return nil
	}
	if !c.held {
		es, ok := cover(c.planner, lit, l, []use{{expr: m, node: loop, known: true}})
		plan.add(c.file(lit.Pos()), es...)
		if !ok {
			return nil
		}
		return plan
	}
	file := c.file(lit.Pos())
	text, es := c.cloneText(file, m)
	name := c.fresh(c.fn, c.ret.Pos(), "copied", "snapshot")
	if text == "" || name == "" || !contains(c.ret, lit) || c.lastLock(c.fn, l.v, c.ret.Pos()) == "" {
		return nil
	}
	at := c.before(c.ret)
	plan.add(file, es...)
	plan.add(file, insertText(at, name+" := "+text+"\n"), replaceNode(m, name))
	return plan
}

// copyCaptured copies a map where a captured variable gets it.
func (c *iteration) copyCaptured(plan *Plan, id *ast.Ident) *Plan {
	v := c.varOf(id)
	var def ast.Expr
	ast.Inspect(c.fn.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 && c.varOf(a.Lhs[0]) == v {
			def = a.Rhs[0]
		}
		return true
	})
	if def == nil || v == nil || !c.constant(v) {
		return nil
	}
	l, ok := c.lockAt(def, c.f.Guard, c.f.Way)
	text, es := c.cloneText(c.file(def.Pos()), def)
	if !ok || text == "" || c.lastLock(c.fn, l.v, def.Pos()) == "" {
		return nil
	}
	plan.add(c.file(def.Pos()), append(es, replaceNode(def, text))...)
	return plan
}
