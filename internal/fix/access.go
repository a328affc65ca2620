package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// use is one occurrence of a map in the source.
type use struct {
	expr  ast.Expr // the map: c.entries, or what contains it: json.Marshal(c)
	node  ast.Node // what is done: an IndexExpr, CallExpr, RangeStmt, AssignStmt
	write bool
	known bool // node is an operation on the map, not a way by which it goes elsewhere
}

// accesses are the occurrences of maps in a package, and what the analysis knows of
// them.
type accesses struct {
	*pack
	all    []summary.Use
	at     map[token.Pos][]*summary.Use // by their positions
	racing map[token.Pos]bool           // those of all findings
}

func newAccesses(p *pack, all []summary.Use, findings []conflict.Finding) *accesses {
	a := &accesses{pack: p, all: all, at: map[token.Pos][]*summary.Use{}, racing: map[token.Pos]bool{}}
	for i := range all {
		u := &all[i]
		if u.Pos.Text == "" && u.Word == summary.NoWord {
			a.at[u.Pos.At()] = append(a.at[u.Pos.At()], u)
		}
	}
	for i := range findings {
		for _, it := range findings[i].Racing {
			a.racing[it.Pos.At()] = true
		}
	}
	return a
}

// pos returns the position by which the analysis calls the access.
func (u use) pos() token.Pos { return opPos(u.node) }

// known returns what the analysis knows of a use. It places the assignment of a
// variable at what is assigned.
func (p *accesses) known(u use) []*summary.Use {
	at := []token.Pos{u.pos()}
	if _, ok := u.node.(*ast.AssignStmt); ok {
		at = append(at, u.expr.Pos())
		if sel, ok := ast.Unparen(u.expr).(*ast.SelectorExpr); ok {
			at = append(at, sel.Sel.Pos())
		}
	}
	for _, pos := range at {
		if uses := p.at[pos]; len(uses) > 0 {
			return uses
		}
	}
	return nil
}

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

// useAt finds the operation that the analysis places at pos.
func (p *accesses) useAt(a *summary.Access) (use, bool) {
	pos := a.Pos.At()
	f := p.file(pos)
	if f == nil || a.Pos.Text != "" {
		return use{}, false
	}
	var found use
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil || found.node != nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n := n.(type) {
		case *ast.IndexExpr:
			if n.Lbrack == pos {
				found = use{expr: n.X, node: n, write: p.written(n), known: true}
			}
		case *ast.RangeStmt:
			if n.For == pos {
				found = use{expr: n.X, node: n, known: true}
			}
		case *ast.CallExpr:
			if n.Lparen == pos {
				found = p.callUse(n, a)
			}
		case *ast.AssignStmt:
			found = p.assignUse(n, pos)
		case *ast.UnaryExpr, *ast.ValueSpec:
		}
		return found.node == nil
	})
	return found, found.node != nil
}

// callUse finds the map among the receiver and the arguments of a call.
func (p *accesses) callUse(c *ast.CallExpr, a *summary.Access) use {
	u := use{node: c, write: a.Op.Writes(), known: true}
	args := c.Args
	if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && p.Info.Selections[sel] != nil {
		args = append([]ast.Expr{sel.X}, args...)
	}
	for _, arg := range args {
		if text := p.src(arg); text == a.Expr || strings.HasPrefix(a.Expr, text+".") || len(args) == 1 {
			u.expr = arg
			return u
		}
	}
	for _, arg := range args {
		if t := p.Info.TypeOf(arg); t != nil && isMap(t) {
			u.expr = arg
			return u
		}
	}
	return use{}
}

// assignUse finds the variable that an assignment at pos replaces.
func (p *accesses) assignUse(a *ast.AssignStmt, pos token.Pos) use {
	for _, l := range a.Lhs {
		if t := p.Info.TypeOf(l); t != nil && isMap(t) && (a.TokPos == pos || contains(l, &ast.Ident{NamePos: pos, Name: "_"})) {
			if _, elem := ast.Unparen(l).(*ast.IndexExpr); !elem {
				return use{expr: l, node: a, write: true, known: true}
			}
		}
	}
	return use{}
}

// written reports whether an element expression is assigned to.
func (p *pack) written(e ast.Expr) bool {
	var n ast.Node = e
	for {
		up := p.parent(n)
		switch up := up.(type) {
		case *ast.ParenExpr:
			n = up
			continue
		case *ast.IncDecStmt:
			return true
		case *ast.AssignStmt:
			for _, l := range up.Lhs {
				if l == n {
					return true
				}
			}
		case *ast.RangeStmt:
			return up.Key == n || up.Value == n
		}
		return false
	}
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// usesOf returns the occurrences of a map variable within a node, in the order
// of the source.
func (p *accesses) usesOf(v *types.Var, within ast.Node) []use {
	var out []use
	ast.Inspect(within, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || origin(asVar(p.Info.Uses[id])) != v {
			return true
		}
		var e ast.Expr = id
		if sel, ok := p.parent(id).(*ast.SelectorExpr); ok && sel.Sel == id {
			e = sel
		} else if kv, ok := p.parent(id).(*ast.KeyValueExpr); ok && kv.Key == id && v.IsField() {
			return true // of a composite literal
		}
		out = append(out, p.useOf(e))
		return true
	})
	return out
}

func asVar(obj types.Object) *types.Var {
	v, _ := obj.(*types.Var)
	return v
}

// useOf says what is done with the map that e denotes.
func (p *accesses) useOf(e ast.Expr) use {
	var n ast.Node = e
	for {
		switch up := p.parent(n).(type) {
		case *ast.ParenExpr:
			n = up
			continue
		case *ast.IndexExpr:
			if up.X == n {
				return p.nested(use{expr: e, node: up, write: p.written(up), known: true})
			}
		case *ast.RangeStmt:
			if up.X == n {
				return use{expr: e, node: up, known: true}
			}
		case *ast.AssignStmt:
			for _, l := range up.Lhs {
				if l == n {
					return use{expr: e, node: up, write: true, known: true}
				}
			}
		case *ast.CallExpr:
			return p.argument(e, up)
		case *ast.BinaryExpr:
			return use{expr: e, node: up, known: true} // m == nil
		case *ast.SelectorExpr:
			if c, ok := p.parent(up).(*ast.CallExpr); ok && c.Fun == up {
				return p.argument(e, c) // header.Set(k, v)
			}
		}
		return use{expr: e, node: p.parent(n)}
	}
}

// nested follows m[a] to m[a][b]: what is done to the inner map is done under
// the guard of the outer one.
func (p *accesses) nested(u use) use {
	ie := u.node.(*ast.IndexExpr)
	if !isMap(p.Info.TypeOf(ie)) {
		return u
	}
	inner := p.useOf(ie)
	if inner.known {
		u.write = u.write || inner.write
	}
	return u
}

// argument says what a call does with the map that it is given.
func (p *accesses) argument(e ast.Expr, c *ast.CallExpr) use {
	u := use{expr: e, node: c}
	id, _ := ast.Unparen(c.Fun).(*ast.Ident)
	if p.Info.Types[c.Fun].IsBuiltin() && id != nil {
		u.known = true
		u.write = id.Name == "delete" || id.Name == "clear"
		return u
	}
	for _, a := range p.at[c.Lparen] {
		u.known = true
		u.write = u.write || a.Op.Writes() && a.Expr == p.src(e)
	}
	return u
}

// target returns the variable that holds the map of a use, nil if what is used
// is an object with a map in it.
func (p *accesses) target(u use) *types.Var {
	e := u.expr
	for {
		if ie, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
			e = ie.X
			continue
		}
		break
	}
	if t := p.Info.TypeOf(e); t == nil || !isMap(t) {
		return nil
	}
	return p.varOf(e)
}

// holdsAt reports whether the access at a position holds a lock, or may.
func (p *accesses) holdsAt(pos token.Pos, m state.Mark) bool {
	for _, u := range p.at[pos] {
		if conflict.Holds(&u.Access, m) {
			return true
		}
	}
	return false
}
