package clone

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// copied reports whether an expression is a struct that is somewhere else, too.
func (o *owner) copied(e ast.Expr) bool {
	return text.IsNameChain(e) && !text.IsCompositeLit(e)
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
	ast.Inspect(text.Body(o.fn), func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 && o.Text(a.Lhs[0]) == o.text && o.Info.Uses[o.id] != nil {
			found = a
			count++
		}
		return true
	})
	if count != 1 || found.Pos() > o.id.Pos() || found.Tok != token.ASSIGN || o.EnclosingFunc(found) != o.fn || o.Siblings(found) == nil {
		return nil
	}
	v := o.VarOf(found.Rhs[0])
	if !text.IsNameChain(found.Rhs[0]) || v == nil || !v.IsField() || !code.IsMap(code.TypeOf(o.Info, found.Rhs[0])) {
		return nil
	}
	return found
}

// firstWrite returns the statement before which the map has to be cloned: the first
// one that writes to it, in a list that contains all that do, outside of loops.
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
	for n := o.Parent(s); n != nil && n != o.fn; n = o.Parent(n) {
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
	ast.Inspect(text.Body(o.fn), func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || o.Info.Uses[id] != types.Object(o.root) || f.Indirect && id == o.id || id.Pos() < o.id.Pos() {
			return true
		}
		up := o.Parent(id)
		if addr, is := up.(*ast.UnaryExpr); is {
			up = o.Parent(addr)
		}
		switch up := up.(type) {
		case *ast.ReturnStmt, *ast.CompositeLit, *ast.SendStmt, *ast.KeyValueExpr:
			leaves = true
		case *ast.CallExpr:
			leaves = leaves || up.Fun != ast.Expr(id)
		case *ast.AssignStmt:
			for _, r := range up.Rhs {
				leaves = leaves || text.Contains(r, id)
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
	ast.Inspect(text.Body(o.fn), func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Pos() < before && o.Info.Uses[id] == types.Object(o.root) {
			addr, is := o.Parent(id).(*ast.UnaryExpr)
			known = known || is && addr.Op == token.AND || o.EnclosingFunc(id) != o.fn
		}
		return !known
	})
	return known
}
