package code

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Accesses connects the uses of maps in the source with the accesses that the analysis
// knows.
type Accesses struct {
	*Package
	All    []effect.RootAccess
	ByPos  map[token.Pos][]*effect.RootAccess // accesses to maps in this package
	Racing map[token.Pos]bool                 // the positions of the accesses in findings
}

// NewAccesses indexes the accesses of a package and of its findings by their positions.
func NewAccesses(p *Package, all []effect.RootAccess, findings []conflict.Finding) *Accesses {
	a := &Accesses{Package: p, All: all, ByPos: map[token.Pos][]*effect.RootAccess{}, Racing: map[token.Pos]bool{}}
	for i := range all {
		u := &all[i]
		if u.Pos.Text == "" && u.Scalar == effect.NotScalar {
			a.ByPos[u.Pos.At()] = append(a.ByPos[u.Pos.At()], u)
		}
	}
	for i := range findings {
		for _, it := range findings[i].Racing {
			a.Racing[it.Pos.At()] = true
		}
	}
	return a
}

// AccessesOf returns the accesses of a use. The analysis places the assignment of a
// variable at the variable.
func (p *Accesses) AccessesOf(u Use) []*effect.RootAccess {
	at := []token.Pos{u.Pos()}
	if _, ok := u.Node.(*ast.AssignStmt); ok {
		at = append(at, u.Expr.Pos())
		if sel, ok := ast.Unparen(u.Expr).(*ast.SelectorExpr); ok {
			at = append(at, sel.Sel.Pos())
		}
	}
	for _, pos := range at {
		if uses := p.ByPos[pos]; len(uses) > 0 {
			return uses
		}
	}
	return nil
}

// UseAt finds the use of an access.
func (p *Accesses) UseAt(a *effect.Access) (Use, bool) {
	pos := a.Pos.At()
	f := p.File(pos)
	if f == nil || a.Pos.Text != "" {
		return Use{}, false
	}
	var found Use
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil || found.Node != nil {
			return false
		}
		if pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n := n.(type) {
		case *ast.IndexExpr:
			if n.Lbrack == pos {
				found = Use{Expr: n.X, Node: n, Write: p.IsWritten(n), IsOperation: true}
			}
		case *ast.RangeStmt:
			if n.For == pos {
				found = Use{Expr: n.X, Node: n, IsOperation: true}
			}
		case *ast.CallExpr:
			if n.Lparen == pos {
				found = p.callUse(n, a)
			}
		case *ast.AssignStmt:
			found = p.assignUse(n, pos)
		}
		return found.Node == nil
	})
	return found, found.Node != nil
}

// callUse finds the map among the receiver and the arguments of a call.
func (p *Accesses) callUse(c *ast.CallExpr, a *effect.Access) Use {
	u := Use{Node: c, Write: a.Op.Writes(), IsOperation: true}
	args := c.Args
	if sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok && p.Info.Selections[sel] != nil {
		args = append([]ast.Expr{sel.X}, args...)
	}
	for _, arg := range args {
		expr := p.Text(arg)
		if expr == a.Expr || strings.HasPrefix(a.Expr, expr+".") || len(args) == 1 {
			u.Expr = arg
			return u
		}
	}
	for _, arg := range args {
		if t := p.Info.TypeOf(arg); t != nil && IsMap(t) {
			u.Expr = arg
			return u
		}
	}
	return Use{}
}

// assignUse finds the variable that an assignment at pos replaces.
func (p *Accesses) assignUse(a *ast.AssignStmt, pos token.Pos) Use {
	for _, l := range a.Lhs {
		_, elem := ast.Unparen(l).(*ast.IndexExpr)
		if elem || !IsMap(TypeOf(p.Info, l)) {
			continue
		}
		if a.TokPos == pos || l.Pos() <= pos && pos < l.End() {
			return Use{Expr: l, Node: a, Write: true, IsOperation: true}
		}
	}
	return Use{}
}

// HoldsAt reports whether an access at a position holds a lock, or may hold it.
func (p *Accesses) HoldsAt(pos token.Pos, m state.SyncFact) bool {
	for _, u := range p.ByPos[pos] {
		if guard.Holds(&u.Access, m) {
			return true
		}
	}
	return false
}

// Unshared reports whether no other code has the map of a use yet: it is in a new object,
// or the use is in the initialisation of the package or in a test.
//
// False negative: a use in a test gets no lock.
func (p *Accesses) Unshared(u Use) bool {
	switch {
	case p.Racing[u.Pos()]:
		return false
	case p.InTest(u.Pos()):
		return true
	}
	uses := p.ByPos[u.Pos()]
	for _, a := range uses {
		if !a.Fresh {
			return false
		}
	}
	if len(uses) > 0 {
		return true
	}
	if _, ok := u.Node.(*ast.BinaryExpr); ok {
		return false // m == nil: the analysis does not list it
	}
	return p.IsNewObject(u)
}
