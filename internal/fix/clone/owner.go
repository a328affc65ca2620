package clone

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// isCopy reports whether an expression copies a struct that exists elsewhere.
func isCopy(e ast.Expr) bool {
	return text.IsNameChain(e) && !text.IsCompositeLit(e)
}

// byValue reports whether the map is in the struct itself, not behind a pointer that the
// copy shares too.
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

// handed returns the assignment of another object's map to the field, nil if there is none
// before the write or the field gets another map too.
func (o *owner) handed() *ast.AssignStmt {
	var found *ast.AssignStmt
	count := 0
	for a := range text.All[*ast.AssignStmt](o.Tree, text.Body(o.fn)) {
		if len(a.Lhs) == 1 && len(a.Rhs) == 1 && o.Text(a.Lhs[0]) == o.text {
			found = a
			count++
		}
	}
	if count != 1 || found.Pos() > o.id.Pos() || found.Tok != token.ASSIGN {
		return nil
	}
	if o.EnclosingFunc(found) != o.fn || o.Siblings(found) == nil {
		return nil
	}
	m := found.Rhs[0]
	if v := o.VarOf(m); v == nil || !v.IsField() {
		return nil
	}
	if !text.IsNameChain(m) || !code.IsMap(code.TypeOf(o.Info, m)) {
		return nil
	}
	return found
}

// firstWrite returns the statement before which the map has to be cloned: the first one
// that writes to it, in a list that contains all writes, outside of loops.
func (o *owner) firstWrite() ast.Stmt {
	var writes []code.Use
	for _, u := range o.UsesOf(code.Origin(o.field), text.Body(o.fn)) {
		if u.Write && strings.HasPrefix(o.Text(u.Expr), o.text) {
			writes = append(writes, u)
		}
	}
	if len(writes) == 0 {
		return nil
	}
	for n := ast.Node(writes[0].Node); n != nil && n != o.fn; n = o.Parent(n) {
		s, ok := n.(ast.Stmt)
		if !ok || o.Siblings(s) == nil || o.repeated(s) {
			continue
		}
		list, all := o.Parent(s), true
		for _, u := range writes {
			all = all && text.Contains(list, u.Node)
		}
		if all {
			return s
		}
	}
	return nil
}

// repeated reports whether a statement is in a loop or a function literal.
func (o *owner) repeated(s ast.Stmt) bool {
	for n := range o.Enclosing(s) {
		if n == o.fn {
			break
		}
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit, *ast.LabeledStmt:
			return true
		}
	}
	return false
}

// leaves reports whether the function returns the copy or passes it on, other than to the
// call that writes: otherwise no code would read what is written to a clone.
func (o *owner) leaves(f *conflict.Finding) bool {
	for id := range o.Occurrences(o.root, text.Body(o.fn)) {
		ofCall := f.Indirect && id == o.id
		if !ofCall && id.Pos() >= o.id.Pos() && o.passes(id) {
			return true
		}
	}
	return false
}

// passes reports whether a use of the copy, or of its address, passes it on.
func (o *owner) passes(id *ast.Ident) bool {
	up := o.Parent(id)
	if addr, ok := up.(*ast.UnaryExpr); ok {
		up = o.Parent(addr)
	}
	switch up := up.(type) {
	case *ast.ReturnStmt, *ast.CompositeLit, *ast.SendStmt, *ast.KeyValueExpr:
		return true
	case *ast.CallExpr:
		return up.Fun != ast.Expr(id)
	case *ast.AssignStmt:
		return slices.ContainsFunc(up.Rhs, func(r ast.Expr) bool { return text.Contains(r, id) })
	}
	return false
}

// known reports whether, before a position, other code may have the address of the struct
// or a function literal uses it: they would see another map than the clone.
func (o *owner) known(before token.Pos) bool {
	for id := range o.Occurrences(o.root, text.Body(o.fn)) {
		if id.Pos() >= before {
			continue
		}
		addr, ok := o.Parent(id).(*ast.UnaryExpr)
		if ok && addr.Op == token.AND || o.EnclosingFunc(id) != o.fn {
			return true
		}
	}
	return false
}
