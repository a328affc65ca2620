package text

import (
	"go/ast"
	"go/token"
	"slices"
)

// Body returns the body of a FuncDecl or FuncLit.
func Body(fn ast.Node) *ast.BlockStmt {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return fn.Body
	case *ast.FuncLit:
		return fn.Body
	}
	return nil
}

// Statements returns the statements of a block or a clause, nil for other nodes.
func Statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// Nodes returns statements as nodes.
func Nodes(list []ast.Stmt) []ast.Node {
	out := make([]ast.Node, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// IsNil reports whether a node is nil, or a block that is missing.
func IsNil(n ast.Node) bool {
	switch n := n.(type) {
	case nil:
		return true
	case *ast.BlockStmt:
		return n == nil
	}
	return false
}

// Contains reports whether node n lies within outer.
func Contains(outer, n ast.Node) bool {
	return outer != nil && outer.Pos() <= n.Pos() && n.End() <= outer.End()
}

// IsSimple reports whether a statement contains no others and does not jump.
func IsSimple(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.IncDecStmt, *ast.DeclStmt:
		return true
	}
	return false
}

// Terminates reports whether control never reaches the end of a list.
func Terminates(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		if c, ok := s.X.(*ast.CallExpr); ok {
			name, ok := c.Fun.(*ast.Ident)
			return ok && name.Name == "panic"
		}
	case *ast.BlockStmt:
		return Terminates(s.List)
	}
	return false
}

// HasLabel reports whether a label is declared within a statement.
func HasLabel(s ast.Stmt, label string) bool {
	for n := range ast.Preorder(s) {
		if l, ok := n.(*ast.LabeledStmt); ok && l.Label.Name == label {
			return true
		}
	}
	return false
}

// HasGoto reports whether a node contains a goto statement with a label.
func HasGoto(n ast.Node, label string) bool {
	for n := range ast.Preorder(n) {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO && b.Label.Name == label {
			return true
		}
	}
	return false
}

// OnlyReturns reports whether no exit is a branch statement.
func OnlyReturns(exits []ast.Stmt) bool {
	return !slices.ContainsFunc(exits, func(s ast.Stmt) bool {
		_, ok := s.(*ast.BranchStmt)
		return ok
	})
}

// IsNameChain reports whether an expression is a chain of names, such as s.acc.keys.
func IsNameChain(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return IsNameChain(x.X)
	case *ast.StarExpr:
		return IsNameChain(x.X)
	}
	return false
}

// IsCompositeLit reports whether an expression makes a value instead of copying one.
func IsCompositeLit(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.CompositeLit)
	return ok
}

// OrBad returns an expression, or a bad one in place of nil.
func OrBad(e ast.Expr) ast.Expr {
	if e == nil {
		return &ast.BadExpr{}
	}
	return e
}

// AddNames adds the identifiers within a node to a set.
func AddNames(names map[string]bool, n ast.Node) {
	for n := range ast.Preorder(n) {
		if id, ok := n.(*ast.Ident); ok {
			names[id.Name] = true
		}
	}
}
