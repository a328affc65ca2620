package fix

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// cloneResult returns a copy of a guarded map, made under its lock, where a
// function returns the map itself.
func cloneResult(p *planner, f *conflict.Finding) (string, func() *Plan) {
	file := p.file(f.At)
	if file == nil {
		return "", nil
	}
	var ret *ast.ReturnStmt
	ast.Inspect(file, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && r.Return == f.At {
			ret = r
		}
		return ret == nil
	})
	if ret == nil {
		return "", nil
	}
	key := fmt.Sprintf("clone %d", ret.Pos())
	return key, func() *Plan { return p.cloneIn(f, file, ret) }
}

// cloneIn makes the plan for one return statement.
func (p *planner) cloneIn(f *conflict.Finding, file *ast.File, ret *ast.ReturnStmt) *Plan {
	fn := p.function(ret)
	decl, ok := fn.(*ast.FuncDecl)
	if !ok || p.changedByCallers(decl) {
		return nil
	}
	for _, res := range ret.Results {
		if t := p.Info.TypeOf(res); t == nil || !isMap(t) {
			continue
		}
		e := res
		if id, ok := ast.Unparen(res).(*ast.Ident); ok && p.definition(id) != nil {
			e = p.definition(id)
		}
		l, ok := p.lockAt(e, f.Guard, f.Way)
		if !ok {
			continue
		}
		text, es := p.cloneText(file, e)
		if text == "" {
			return nil
		}
		plan := newPlan(fmt.Sprintf("return a clone of %s", p.src(e)))
		plan.add(file, es...)
		plan.add(file, edit{e.Pos(), e.End(), text})
		if len(f.Access.Marks) == 0 { // nor is the lock held
			if e != res {
				return nil
			}
			es, ok := p.cover(fn, l, []use{{expr: e, node: e, known: true}})
			if !ok {
				return nil
			}
			plan.add(file, es...)
		}
		return plan
	}
	return nil
}

// changedByCallers reports whether a caller in the package writes to what a
// function returns: it would write to the clone.
func (p *planner) changedByCallers(decl *ast.FuncDecl) bool {
	fn, _ := p.Info.Defs[decl.Name].(*types.Func)
	changed := false
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || fn == nil || p.callee(c) != fn {
				return true
			}
			switch up := p.parent[c].(type) {
			case *ast.IndexExpr:
				changed = changed || p.written(up)
			case *ast.CallExpr:
				changed = changed || p.Info.Types[up.Fun].IsBuiltin() && p.src(up.Fun) != "len"
			case *ast.AssignStmt:
				for _, l := range up.Lhs {
					if v := p.varOf(l); v != nil && isMap(v.Type()) && p.function(c) != nil {
						for _, u := range p.usesOf(v, p.function(c)) {
							changed = changed || u.write && u.node != ast.Node(up)
						}
					}
				}
			}
			return true
		})
	}
	return changed
}
