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

// Statements returns the list of statements that a node is, nil for others.
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

func Nodes(list []ast.Stmt) []ast.Node {
	out := make([]ast.Node, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

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

// IsSimple reports whether s has no statements within it and goes nowhere.
func IsSimple(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.IncDecStmt, *ast.DeclStmt:
		return true
	}
	return false
}

// Terminates reports whether the end of a list is never reached.
func Terminates(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		c, ok := s.X.(*ast.CallExpr)
		id, _ := c, ok
		if !ok {
			return false
		}
		name, isIdent := id.Fun.(*ast.Ident)
		return isIdent && name.Name == "panic"
	case *ast.BlockStmt:
		return Terminates(s.List)
	}
	return false
}

// HasLabel reports whether a label is declared within a statement.
func HasLabel(s ast.Stmt, label string) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		l, ok := n.(*ast.LabeledStmt)
		found = found || ok && l.Label.Name == label
		return !found
	})
	return found
}

func HasGoto(n ast.Node, label string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO && b.Label.Name == label {
			found = true
		}
		return !found
	})
	return found
}

func OnlyReturns(exits []ast.Stmt) bool {
	return !slices.ContainsFunc(exits, func(s ast.Stmt) bool {
		_, ok := s.(*ast.BranchStmt)
		return ok
	})
}

// IsNameChain reports whether an expression is a chain of names.
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

// IsCompositeLit reports whether an expression makes a value rather than copying one.
func IsCompositeLit(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.CompositeLit)
	return ok
}

func OrBad(e ast.Expr) ast.Expr {
	if e == nil {
		return &ast.BadExpr{}
	}
	return e
}

// CollectNames returns a visitor that collects names.
func CollectNames(taken map[string]bool) func(ast.Node) bool {
	return func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			taken[id.Name] = true
		}
		return true
	}
}
