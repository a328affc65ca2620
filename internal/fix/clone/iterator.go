package clone

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// Iterated makes an iterator run over a copy of its map, made under the lock where the
// iterator is made.
func Iterated(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if !f.ByIterator {
		return copyRun(p, f)
	}
	ret := p.ReturnAt(f.At)
	fn, ok := p.EnclosingFunc(ret).(*ast.FuncDecl)
	if ret == nil || !ok {
		return "", nil
	}
	c := iteration{Planner: p, f: f, fn: fn, ret: ret, held: f.Access.Sync.NumLocks() > 0}
	return fmt.Sprintf("iterator %d", ret.Pos()), func() *repair.Plan {
		if lit := c.literal(); lit != nil {
			return c.inLiteral(lit)
		}
		return c.calls()
	}
}

// copyRun is [Iterated] for an iterator that a function makes under the lock and runs
// after it has released the lock.
func copyRun(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if !f.HasGuard || f.Access.Pos.Text != "" || guard.Holds(&f.Access.Access, f.Guard) {
		return "", nil
	}
	made := madeBefore(p, f)
	if made == nil {
		return "", nil
	}
	return fmt.Sprintf("iterator %d", made.Pos()), func() *repair.Plan {
		l, ok := p.LockAt(made.Args[0], f.Guard, f.Way)
		if !ok || p.HeldAs(p.EnclosingFunc(made), l.Var, made.Pos()) == "" {
			return nil
		}
		plan := repair.NewPlan(fmt.Sprintf("iterate over a copy of %s", p.Text(made.Args[0])))
		es, ok := overCopy(p, made)
		plan.Add(p.File(made.Pos()), es...)
		if !ok {
			return nil
		}
		return plan
	}
}

// madeBefore returns the call that makes the iterator of a finding, which the loop or the
// call at its access runs; nil if there is none.
func madeBefore(p *repair.Planner, f *conflict.Finding) *ast.CallExpr {
	file := p.File(f.Access.Pos.At())
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
			if made := iteratorCall(p, p.Definition(id)); made != nil {
				return made
			}
		}
	}
	return nil
}

// iteratorCall returns e if it is a call of maps.Keys, Values or All, nil otherwise.
func iteratorCall(p *repair.Planner, e ast.Expr) *ast.CallExpr {
	if e == nil {
		return nil
	}
	c, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(c.Args) != 1 || p.Info.Types[c.Fun].IsType() {
		return nil
	}
	fn := p.Callee(c)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "maps" {
		return nil
	}
	switch fn.Name() {
	case "Keys", "Values", "All":
		return c
	}
	return nil
}

// overCopy returns the edits after which a call of maps.Keys, Values or All makes an
// iterator over a copy; ok is false for a map of maps: the copy would share the inner maps.
func overCopy(p *repair.Planner, made *ast.CallExpr) (es []text.Edit, ok bool) {
	m, file := made.Args[0], p.File(made.Pos())
	t := code.TypeOf(p.Info, m)
	if !code.IsMap(t) {
		return nil, false
	}
	switch p.Callee(made).Name() {
	case "All":
		snippet, es := p.CloneText(file, m)
		return append(es, text.ReplaceNode(m, snippet)), snippet != ""
	case "Values":
		if code.IsMap(t.Underlying().(*types.Map).Elem()) {
			return nil, false
		}
	}
	name, es := p.Import(file, "slices")
	return append(es, text.ReplaceNode(made, name+".Values("+name+".Collect("+p.Text(made)+"))")), true
}
