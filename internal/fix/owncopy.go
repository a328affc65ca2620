package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// ownMap gives a copy of a struct a map of its own, where it writes to the one that
// it shares with the original and then goes elsewhere: a map of a parameter that is
// no pointer before the first write, that of a local copy where this is made, that
// of another object where this gets it.
func ownMap(p *planner, f *conflict.Finding) (string, func() *Plan) {
	o := owner{planner: p}
	if f.Indirect {
		if !o.byCall(p.callAt(f.At), f.Access.Expr) {
			return "", nil
		}
	} else if u, ok := p.useAt(&f.Access.Access); !ok || !o.byExpr(u.expr) {
		return "", nil
	}
	at, where := o.place(f)
	if at == token.NoPos {
		return "", nil
	}
	return fmt.Sprintf("own %d %s", at, o.text), func() *Plan { return o.plan(at, where) }
}

// owner is a variable that has a copy of a struct, and the map in it.
type owner struct {
	*planner
	fn    ast.Node
	root  *types.Var
	id    *ast.Ident // a use of root, before which it has got its value
	field *types.Var // the field that holds the map
	text  string     // the map: cfg.part.tags
	typ   types.Type // of the map
}

// byExpr finds the owner of the map that an expression denotes.
func (o *owner) byExpr(e ast.Expr) bool {
	for {
		ie, ok := ast.Unparen(e).(*ast.IndexExpr)
		if !ok {
			break
		}
		e = ie.X // a map in the map
	}
	o.fn, o.text, o.typ, o.field = o.function(e), o.src(e), typeOf(o.Info, e), o.varOf(e)
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	for ; ok; sel, ok = ast.Unparen(e).(*ast.SelectorExpr) {
		if s := o.Info.Selections[sel]; s == nil || s.Kind() != types.FieldVal {
			return false
		}
		e = sel.X
	}
	o.id, _ = ast.Unparen(e).(*ast.Ident)
	if o.id == nil || o.fn == nil || o.field == nil || !o.field.IsField() || !isMap(o.typ) {
		return false
	}
	o.root = asVar(o.Info.Uses[o.id])
	return o.root != nil && o.root.Parent() != o.Pkg.Scope()
}

// byCall finds the owner of a map to which a function writes that is given its
// address; expr is the map as that function calls it.
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
		if o.id == nil || asVar(o.Info.Uses[o.id]) == nil {
			continue
		}
		o.root, o.fn, o.text = asVar(o.Info.Uses[o.id]), o.function(c), o.id.Name+"."+path
		o.typ, o.field = o.root.Type(), nil
		for name := range strings.SplitSeq(path, ".") {
			obj, _, indirect := types.LookupFieldOrMethod(o.typ, false, o.Pkg, name)
			v, ok := obj.(*types.Var)
			if !ok || indirect {
				return false
			}
			o.typ, o.field = v.Type(), v
		}
		return isMap(o.typ) && o.root.Parent() != o.Pkg.Scope()
	}
	return false
}

// place returns where the map is to be cloned: behind a statement or before it,
// or, where a map is assigned, in its place. It returns no position if the clone
// would be lost, or others have the struct by its address.
func (o *owner) place(f *conflict.Finding) (at token.Pos, where ast.Node) {
	if f.Self && f.Access.Marks.NumLocks() > 0 || !o.leaves(f) {
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
			return o.before(s), s
		}
		return token.NoPos, nil
	}
	def := o.definition(o.id)
	if def == nil {
		return token.NoPos, nil
	}
	s, ok := o.parent(def).(*ast.AssignStmt)
	if !ok || len(s.Lhs) != 1 || o.siblings(s) == nil || !o.copied(def) || o.function(s) != o.fn {
		return token.NoPos, nil
	}
	return o.after(s), s
}

// copied reports whether an expression is a struct that is somewhere else, too.
func (o *owner) copied(e ast.Expr) bool {
	return stable(e) && !isNew(e)
}

// byValue reports whether the map is in the struct itself, not behind a pointer in
// it, which the copy would share, too.
func (o *owner) byValue() bool {
	t := o.root.Type()
	_, path, _ := strings.Cut(o.text, ".")
	for name := range strings.SplitSeq(path, ".") {
		obj, _, indirect := types.LookupFieldOrMethod(t, false, o.Pkg, name)
		v, ok := obj.(*types.Var)
		if !ok || indirect {
			return false
		}
		if _, ptr := t.Underlying().(*types.Pointer); ptr {
			return false
		}
		t = v.Type()
	}
	return true
}

// handed returns the only assignment, before the write, of another object's map to
// the field.
func (o *owner) handed() *ast.AssignStmt {
	var found *ast.AssignStmt
	count := 0
	ast.Inspect(body(o.fn), func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 && o.src(a.Lhs[0]) == o.text && o.Info.Uses[o.id] != nil {
			found = a
			count++
		}
		return true
	})
	if count != 1 || found.Pos() > o.id.Pos() || found.Tok != token.ASSIGN || o.function(found) != o.fn || o.siblings(found) == nil {
		return nil
	}
	v := o.varOf(found.Rhs[0])
	if !stable(found.Rhs[0]) || v == nil || !v.IsField() || !isMap(typeOf(o.Info, found.Rhs[0])) {
		return nil
	}
	return found
}

// firstWrite returns the statement before which the map has to be cloned: the first
// one that writes to it, in a list that contains all that do, outside of loops.
func (o *owner) firstWrite() ast.Stmt {
	var writes []use
	for _, u := range o.usesOf(origin(o.field), body(o.fn)) {
		if u.write && strings.HasPrefix(o.src(u.expr), o.text) {
			writes = append(writes, u)
		}
	}
	if len(writes) == 0 {
		return nil
	}
	for n := ast.Node(writes[0].node); n != nil && n != o.fn; n = o.parent(n) {
		s, ok := n.(ast.Stmt)
		if !ok || o.siblings(s) == nil || o.repeated(s) {
			continue
		}
		list, all := o.parent(s), true
		for _, u := range writes {
			all = all && contains(list, u.node)
		}
		if all {
			return s
		}
	}
	return nil
}

// repeated reports whether a statement is in a loop or a function literal.
func (o *owner) repeated(s ast.Stmt) bool {
	for n := o.parent(s); n != nil && n != o.fn; n = o.parent(n) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit, *ast.LabeledStmt:
			return true
		}
	}
	return false
}

// leaves reports whether the copy is returned or passed on, other than to the call
// that writes: if nobody sees what is written, somebody else was meant to.
func (o *owner) leaves(f *conflict.Finding) bool {
	leaves := false
	ast.Inspect(body(o.fn), func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || o.Info.Uses[id] != types.Object(o.root) || f.Indirect && id == o.id || id.Pos() < o.id.Pos() {
			return true
		}
		up := o.parent(id)
		if addr, is := up.(*ast.UnaryExpr); is {
			up = o.parent(addr)
		}
		switch up := up.(type) {
		case *ast.ReturnStmt, *ast.CompositeLit, *ast.SendStmt, *ast.KeyValueExpr:
			leaves = true
		case *ast.CallExpr:
			leaves = leaves || up.Fun != ast.Expr(id)
		case *ast.AssignStmt:
			for _, r := range up.Rhs {
				leaves = leaves || contains(r, id)
			}
		}
		return true
	})
	return leaves
}

// known reports whether others may have the struct by its address, or a function
// literal may use it, before a position: they would see two maps.
func (o *owner) known(before token.Pos) bool {
	known := false
	ast.Inspect(body(o.fn), func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Pos() < before && o.Info.Uses[id] == types.Object(o.root) {
			addr, is := o.parent(id).(*ast.UnaryExpr)
			known = known || is && addr.Op == token.AND || o.function(id) != o.fn
		}
		return !known
	})
	return known
}

// plan clones the map.
func (o *owner) plan(at token.Pos, where ast.Node) *Plan {
	file := o.file(at)
	plan := newPlan("clone " + o.text)
	if e, ok := where.(ast.Expr); ok {
		text, es := o.cloneText(file, e)
		if plan.Message = "clone " + o.src(e); text == "" {
			return nil
		}
		plan.add(file, append(es, replaceNode(e, text))...)
		return plan
	}
	lines, es := ownCopyOf(o.planner, file, o.fn, o.text, o.typ)
	if lines == nil {
		return nil
	}
	text := strings.Join(lines, "\n")
	if at < where.End() {
		text += "\n"
	} else {
		text = "\n" + text
	}
	plan.add(file, append(es, insertText(at, text))...)
	return plan
}

// ownCopyOf returns statements that replace the map which a variable or field holds by
// a copy, nil if there are none.
func ownCopyOf(p *planner, file *ast.File, fn ast.Node, expr string, t types.Type) (lines []string, es []edit) {
	if text, es := p.cloneOf(file, expr, t); text != "" {
		return []string{expr + " = " + text}, es
	}
	name := p.fresh(fn, body(fn).Pos(), lowerFirst(expr[strings.LastIndexByte(expr, '.')+1:]), "copied", "cloned", "own")
	if name == "" {
		return nil, nil
	}
	if lines, es = p.copyLoopOf(file, name, expr, t); lines == nil {
		return nil, nil
	}
	return append(lines, expr+" = "+name), es
}
