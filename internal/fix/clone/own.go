package clone

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// SharedField clones the map in a copy of a struct, where a function writes to the map that
// the copy shares with the original and then passes the copy on: for a parameter before
// the first write, for a local copy after it is made, and for a map that comes from
// another object where the copy gets it.
func SharedField(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	o := owner{Planner: p}
	if f.Indirect {
		if !o.byCall(p.CallAt(f.At), f.Access.Expr) {
			return "", nil
		}
	} else if u, ok := p.UseAt(&f.Access.Access); !ok || !o.byExpr(u.Expr) {
		return "", nil
	}
	at, where := o.place(f)
	if at == token.NoPos {
		return "", nil
	}
	return fmt.Sprintf("own %d %s", at, o.text), func() *repair.Plan { return o.plan(at, where) }
}

// An owner is a variable with a copy of a struct, and the map in the copy.
type owner struct {
	*repair.Planner
	fn    ast.Node
	root  *types.Var
	id    *ast.Ident // a use of root
	field *types.Var // the field that holds the map
	text  string     // the map: cfg.part.tags
	typ   types.Type // of the map
}

// byExpr finds the owner of the map that an expression denotes.
func (o *owner) byExpr(e ast.Expr) bool {
	for elem, ok := ast.Unparen(e).(*ast.IndexExpr); ok; elem, ok = ast.Unparen(e).(*ast.IndexExpr) {
		e = elem.X // a map in the map
	}
	o.fn, o.text, o.typ, o.field = o.EnclosingFunc(e), o.Text(e), code.TypeOf(o.Info, e), o.VarOf(e)
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	for ; ok; sel, ok = ast.Unparen(e).(*ast.SelectorExpr) {
		if s := o.Info.Selections[sel]; s == nil || s.Kind() != types.FieldVal {
			return false
		}
		e = sel.X
	}
	o.id, _ = ast.Unparen(e).(*ast.Ident)
	isField := o.field != nil && o.field.IsField()
	if !isField || !code.IsMap(o.typ) || o.fn == nil {
		return false
	}
	if o.id == nil {
		return false
	}
	o.root = code.AsVar(o.Info.Uses[o.id])
	return o.root != nil && o.root.Parent() != o.Pkg.Scope()
}

// byCall finds the owner of a map that a callee writes to, which gets the address of the
// owner; expr is the map as the callee names it.
func (o *owner) byCall(c *ast.CallExpr, expr string) bool {
	_, path, ok := strings.Cut(expr, ".")
	if c == nil || !ok {
		return false
	}
	for _, arg := range c.Args {
		addr, ok := ast.Unparen(arg).(*ast.UnaryExpr)
		if !ok || addr.Op != token.AND {
			continue
		}
		o.id, _ = ast.Unparen(addr.X).(*ast.Ident)
		if o.id == nil || code.AsVar(o.Info.Uses[o.id]) == nil {
			continue
		}
		o.root, o.fn, o.text = code.AsVar(o.Info.Uses[o.id]), o.EnclosingFunc(c), o.id.Name+"."+path
		o.typ, o.field = o.root.Type(), nil
		for name := range strings.SplitSeq(path, ".") {
			obj, _, indirect := types.LookupFieldOrMethod(o.typ, false, o.Pkg, name)
			v, ok := obj.(*types.Var)
			if !ok || indirect {
				return false
			}
			o.typ, o.field = v.Type(), v
		}
		return code.IsMap(o.typ) && o.root.Parent() != o.Pkg.Scope()
	}
	return false
}

// place returns where to clone the map: before or after a statement, or in the place of an
// expression that is assigned. It returns no position if the clone would be lost, or if
// other code has the address of the struct.
func (o *owner) place(f *conflict.Finding) (at token.Pos, where ast.Node) {
	if f.Self && f.Access.Sync.NumLocks() > 0 || !o.leaves(f) {
		return token.NoPos, nil
	}
	if a := o.handed(); a != nil {
		return a.Rhs[0].Pos(), a.Rhs[0]
	}
	if !o.byValue() {
		return token.NoPos, nil
	}
	if o.root.Kind() == types.ParamVar && !f.Indirect {
		if s := o.firstWrite(); s != nil && !o.known(s.Pos()) {
			return o.PosBefore(s), s
		}
		return token.NoPos, nil
	}
	def := o.Definition(o.id)
	if def == nil {
		return token.NoPos, nil
	}
	s, ok := o.Parent(def).(*ast.AssignStmt)
	if !ok || len(s.Lhs) != 1 || o.Siblings(s) == nil {
		return token.NoPos, nil
	}
	if !isCopy(def) || o.EnclosingFunc(s) != o.fn {
		return token.NoPos, nil
	}
	return o.PosAfter(s), s
}

// plan makes the plan that clones the map.
func (o *owner) plan(at token.Pos, where ast.Node) *repair.Plan {
	file := o.File(at)
	plan := repair.NewPlan("clone " + o.text)
	if e, ok := where.(ast.Expr); ok {
		snippet, es := o.CloneText(file, e)
		if plan.Message = "clone " + o.Text(e); snippet == "" {
			return nil
		}
		plan.Add(file, append(es, text.ReplaceNode(e, snippet))...)
		return plan
	}
	lines, es := ownCopyOf(o.Planner, file, o.fn, o.text, o.typ)
	if lines == nil {
		return nil
	}
	snippet := strings.Join(lines, "\n")
	if at < where.End() {
		snippet += "\n"
	} else {
		snippet = "\n" + snippet
	}
	plan.Add(file, append(es, text.Insert(at, snippet))...)
	return plan
}

// ownCopyOf returns the statements that replace the map in a variable or field by a copy,
// nil if there are none.
func ownCopyOf(p *repair.Planner, file *ast.File, fn ast.Node, expr string, t types.Type) (lines []string, es []text.Edit) {
	if snippet, es := p.CloneOf(file, expr, t); snippet != "" {
		return []string{expr + " = " + snippet}, es
	}
	name := p.Fresh(fn, text.Body(fn).Pos(), text.LowerFirst(text.LastName(expr)), "copied", "cloned", "own")
	if name == "" {
		return nil, nil
	}
	if lines, es = p.CopyLoopOf(file, name, expr, t); lines == nil {
		return nil, nil
	}
	return append(lines, expr+" = "+name), es
}
