package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/place"
)

// NeverReassigned reports whether a local variable keeps the value that it gets where it
// is declared.
func (p *Package) NeverReassigned(v *types.Var) bool {
	_, isPointer := v.Type().Underlying().(*types.Pointer)
	for n := range ast.Preorder(p.File(v.Pos())) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			isSet := func(l ast.Expr) bool { return p.isVariable(l, v) }
			if n.Tok == token.ASSIGN && slices.ContainsFunc(n.Lhs, isSet) {
				return false
			}
		case *ast.UnaryExpr: // other code may set the pointer by its address
			if n.Op == token.AND && isPointer && p.isVariable(n.X, v) {
				return false
			}
		}
	}
	return true
}

// isVariable reports whether an expression is a variable.
func (p *Package) isVariable(e ast.Expr, v *types.Var) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && p.Info.Uses[id] == types.Object(v)
}

// DeclaringIdent returns the identifier that declares a variable, nil if this package does
// not declare it.
func (p *Package) DeclaringIdent(v *types.Var) *ast.Ident {
	for id := range text.All[*ast.Ident](p.Tree, p.File(v.Pos())) {
		if id.Pos() == v.Pos() {
			return id
		}
	}
	return nil
}

// ValueSpec returns the declaration of a variable with var, nil if there is none.
func (p *Package) ValueSpec(v *types.Var) *ast.ValueSpec {
	for spec := range text.All[*ast.ValueSpec](p.Tree, p.File(v.Pos())) {
		if spec.Pos() <= v.Pos() && v.Pos() < spec.End() {
			return spec
		}
	}
	return nil
}

// Definition returns the value that a local variable gets where it is declared, nil if
// it gets another value too: inner := s.vals[k].
func (p *Package) Definition(id *ast.Ident) ast.Expr {
	v, ok := p.Info.Uses[id].(*types.Var)
	fn := p.EnclosingFunc(id)
	if !ok || v.IsField() || fn == nil {
		return nil
	}
	var def ast.Expr
	count := 0
	for a := range text.All[*ast.AssignStmt](p.Tree, fn) {
		for i, l := range a.Lhs {
			if l, ok := l.(*ast.Ident); !ok || p.Info.ObjectOf(l) != types.Object(v) {
				continue
			}
			count++
			if i == 0 && len(a.Rhs) == 1 {
				def = a.Rhs[0]
			}
		}
	}
	if count != 1 {
		return nil
	}
	return def
}

// Peel returns an expression without its last n steps: for s.acc.keys and n = 1 it
// returns s.acc. It looks through local variables. It returns nil if the rest is not a
// chain of names: other expressions may have another value later.
func (p *Package) Peel(e ast.Expr, n int) ast.Expr {
	for n > 0 {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			sel := p.Info.Selections[x]
			if sel == nil {
				return nil
			}
			n -= len(sel.Index())
			e = x.X
		case *ast.IndexExpr:
			n--
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.Ident:
			if e = p.Definition(x); e == nil {
				return nil
			}
		default:
			return nil
		}
	}
	if !text.IsNameChain(e) {
		return nil
	}
	return ast.Unparen(e)
}

// IsOwnCopy reports whether an expression is a copy that its function has of some
// object, such as a receiver that is not a pointer: the lock in it is a copy too.
func (p *Package) IsOwnCopy(e ast.Expr) bool {
	e = ast.Unparen(e)
	if _, ptr := TypeOf(p.Info, e).Underlying().(*types.Pointer); ptr {
		return false
	}
	switch x := e.(type) {
	case *ast.SelectorExpr:
		if sel := p.Info.Selections[x]; sel == nil || sel.Indirect() {
			return false
		}
		return p.IsOwnCopy(x.X)
	case *ast.Ident:
		v, ok := p.Info.Uses[x].(*types.Var)
		if !ok || v.Parent() == p.Pkg.Scope() {
			return false
		}
		switch v.Kind() {
		case types.RecvVar, types.ParamVar:
			return true
		}
		def := p.Definition(x)
		return def != nil && !text.IsCompositeLit(def)
	}
	return false
}

// IsNewObject reports whether a use is of an object that its function has just made, or
// in a function init.
//
// False negative: the function may have shared the object before the use.
func (p *Package) IsNewObject(u Use) bool {
	fn, ok := p.EnclosingFunc(u.Node).(*ast.FuncDecl)
	if ok && fn.Recv == nil && fn.Name.Name == "init" {
		return true
	}
	sel, ok := ast.Unparen(u.Expr).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return false
	}
	switch def := ast.Unparen(text.OrBad(p.Definition(id))).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		_, lit := def.X.(*ast.CompositeLit)
		return lit
	case *ast.CallExpr:
		return p.Text(def.Fun) == "new"
	}
	return false
}

// IsWritten reports whether an element expression is assigned to.
func (p *Package) IsWritten(e ast.Expr) bool {
	var n ast.Node = e
	for up := range p.Enclosing(e) {
		switch up := up.(type) {
		case *ast.ParenExpr:
			n = up
			continue
		case *ast.IncDecStmt:
			return true
		case *ast.AssignStmt:
			return slices.ContainsFunc(up.Lhs, func(l ast.Expr) bool { return l == n })
		case *ast.RangeStmt:
			return up.Key == n || up.Value == n
		}
		return false
	}
	return false
}

// Movable reports whether an expression may be evaluated before the statement that
// contains it: the statement always evaluates it, once, and declares no name that the
// expression uses.
func (p *Package) Movable(e ast.Expr, s ast.Stmt) bool {
	for n := ast.Node(e); n != nil && n != ast.Node(s); n = p.Parent(n) {
		switch up := p.Parent(n).(type) {
		case *ast.BinaryExpr:
			if IsLogical(up.Op) && up.Y == n {
				return false
			}
		case *ast.FuncLit, *ast.CaseClause:
			return false
		}
	}
	for id := range text.All[*ast.Ident](p.Tree, e) {
		obj := p.Info.Uses[id]
		if obj == nil || obj.Parent() == nil {
			continue
		}
		if s.Pos() < obj.Pos() && obj.Pos() < s.End() && text.Contains(s, id) {
			return false
		}
	}
	return true
}

// IsLogical reports whether an operator evaluates its second operand only sometimes.
func IsLogical(op token.Token) bool { return op == token.LAND || op == token.LOR }

// countSteps returns the number of steps in a path.
func countSteps(way string) int { return place.Place{Path: way}.Len() }
