package retype

import (
	"go/ast"
	"go/token"
)

// An operation is an access that becomes a call.
type operation struct {
	*word
	access
	basic  string // the type of the operands
	signed bool
	head   func(op string) string // the call up to its operand
	sep    string                 // between the head and the operand
	load   [2]string              // around a call of Load
	to     string                 // the type that operands are converted to, "" if they have it
}

// rewrite replaces an access by an atomic operation; it reports false if there is none.
func (o *operation) rewrite() bool {
	switch st := o.stmt.(type) {
	case nil:
		o.replace(o.expr.Pos(), o.expr.End(), o.load[0]+o.head("Load")+")"+o.load[1])
		return true
	case *ast.IncDecStmt:
		one := "1"
		if st.Tok == token.DEC {
			if one = "-1"; !o.signed {
				one = "^" + o.basic + "(0)"
			}
		}
		if o.basic == "bool" {
			return false
		}
		o.replace(st.Pos(), st.End(), o.head("Add")+o.sep+one+")")
		return true
	case *ast.AssignStmt:
		return o.assign(st)
	}
	return false
}

// assign replaces an assignment.
func (o *operation) assign(st *ast.AssignStmt) bool {
	x := st.Rhs[0]
	constant := o.Info.Types[x].Value != nil
	around := func(op, before, after string) bool {
		if o.to != "" && !untypedConst(o.Info, x) && before == "" {
			before, after = o.to+"(", ")"
		}
		o.replace(st.Pos(), x.Pos(), o.head(op)+o.sep+before)
		o.replace(x.End(), x.End(), after+")")
		return true
	}
	switch st.Tok {
	case token.ASSIGN:
		return !o.reads(x) && around("Store", "", "")
	case token.ADD_ASSIGN:
		return around("Add", "", "")
	case token.SUB_ASSIGN:
		if !o.signed && constant {
			return around("Add", "^"+o.basic+"(", " - 1)")
		}
		if _, ident := x.(*ast.Ident); ident && o.to == "" {
			return around("Add", "-", "")
		}
		return around("Add", "-"+o.basic+"(", ")")
	case token.OR_ASSIGN, token.AND_ASSIGN, token.AND_NOT_ASSIGN:
		if !o.AtLeast(o.Planner.File(st.Pos()), "go1.23") {
			return false
		}
		switch {
		case st.Tok == token.OR_ASSIGN:
			return around("Or", "", "")
		case st.Tok == token.AND_ASSIGN:
			return around("And", "", "")
		}
		return around("And", "^"+o.basic+"(", ")")
	}
	return false
}

// reads reports whether an expression contains the word: two operations are not atomic.
func (o *operation) reads(e ast.Expr) bool {
	for n := range ast.Preorder(e) {
		if e, ok := n.(ast.Expr); ok && o.VarOf(e) == o.v {
			return true
		}
	}
	return false
}
