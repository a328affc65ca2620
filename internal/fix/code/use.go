package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A Use is one occurrence of a map in the source.
type Use struct {
	Expr  ast.Expr // the map: c.entries, or what contains it: c in json.Marshal(c)
	Node  ast.Node // what is done: an IndexExpr, CallExpr, RangeStmt, AssignStmt
	Write bool
	// IsOperation is set if Node is an operation on the map; otherwise the map goes
	// elsewhere there.
	IsOperation bool
}

// Pos returns the position at which the analysis places the access.
func (u Use) Pos() token.Pos { return opPos(u.Node) }

// opPos returns where the analysis places an operation.
func opPos(n ast.Node) token.Pos {
	switch n := n.(type) {
	case *ast.IndexExpr:
		return n.Lbrack
	case *ast.CallExpr:
		return n.Lparen
	case *ast.RangeStmt:
		return n.For
	case *ast.AssignStmt:
		return n.TokPos
	}
	return n.Pos()
}

// UsesOf returns the occurrences of a map variable within a node, in the order
// of the source.
func (p *Accesses) UsesOf(v *types.Var, within ast.Node) []Use {
	var out []Use
	for id := range p.Occurrences(v, within) {
		if kv, ok := p.Parent(id).(*ast.KeyValueExpr); ok && kv.Key == id && v.IsField() {
			continue // of a composite literal
		}
		out = append(out, p.UseOf(p.Selected(id)))
	}
	return out
}

// Occurrences yields the identifiers within a node that denote a variable or a field,
// without the one that declares it.
func (p *Package) Occurrences(v *types.Var, within ast.Node) iter.Seq[*ast.Ident] {
	return func(yield func(*ast.Ident) bool) {
		for id := range text.All[*ast.Ident](p.Tree, within) {
			if Origin(AsVar(p.Info.Uses[id])) == v && !yield(id) {
				return
			}
		}
	}
}

// Selected returns the selector that ends with an identifier, or else the identifier.
func (p *Package) Selected(id *ast.Ident) ast.Expr {
	if sel, ok := p.Parent(id).(*ast.SelectorExpr); ok && sel.Sel == id {
		return sel
	}
	return id
}

// UseOf says what is done with the map that e denotes.
func (p *Accesses) UseOf(e ast.Expr) Use {
	var n ast.Node = e
	for {
		switch up := p.Parent(n).(type) {
		case *ast.ParenExpr:
			n = up
			continue
		case *ast.IndexExpr:
			if up.X == n {
				return p.nested(Use{Expr: e, Node: up, Write: p.IsWritten(up), IsOperation: true})
			}
		case *ast.RangeStmt:
			if up.X == n {
				return Use{Expr: e, Node: up, IsOperation: true}
			}
		case *ast.AssignStmt:
			if slices.ContainsFunc(up.Lhs, func(l ast.Expr) bool { return l == n }) {
				return Use{Expr: e, Node: up, Write: true, IsOperation: true}
			}
		case *ast.CallExpr:
			return p.argument(e, up)
		case *ast.BinaryExpr:
			return Use{Expr: e, Node: up, IsOperation: true} // m == nil
		case *ast.SelectorExpr:
			if c, ok := p.Parent(up).(*ast.CallExpr); ok && c.Fun == up {
				return p.argument(e, c) // header.Set(k, v)
			}
		}
		return Use{Expr: e, Node: p.Parent(n)}
	}
}

// nested follows m[a] to m[a][b]: the guard of the outer map guards the inner one too.
func (p *Accesses) nested(u Use) Use {
	ie := u.Node.(*ast.IndexExpr)
	if !IsMap(p.Info.TypeOf(ie)) {
		return u
	}
	inner := p.UseOf(ie)
	if inner.IsOperation {
		u.Write = u.Write || inner.Write
	}
	return u
}

// argument says what a call does with a map that is its argument or its receiver.
func (p *Accesses) argument(e ast.Expr, c *ast.CallExpr) Use {
	u := Use{Expr: e, Node: c}
	id, _ := ast.Unparen(c.Fun).(*ast.Ident)
	if p.Info.Types[c.Fun].IsBuiltin() && id != nil {
		u.IsOperation = true
		u.Write = id.Name == "delete" || id.Name == "clear"
		return u
	}
	for _, a := range p.ByPos[c.Lparen] {
		u.IsOperation = true
		u.Write = u.Write || a.Op.Writes() && a.Expr == p.Text(e)
	}
	return u
}

// Target returns the variable that holds the map of a use, nil if the use is of an
// object with a map in it.
func (p *Accesses) Target(u Use) *types.Var {
	e := u.Expr
	for elem, ok := ast.Unparen(e).(*ast.IndexExpr); ok; elem, ok = ast.Unparen(e).(*ast.IndexExpr) {
		e = elem.X
	}
	if t := p.Info.TypeOf(e); t == nil || !IsMap(t) {
		return nil
	}
	return p.VarOf(e)
}

// AnyWrite reports whether one of some uses writes.
func AnyWrite(us []Use) bool { return slices.ContainsFunc(us, func(u Use) bool { return u.Write }) }
