package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// atomicOps makes the plain accesses of a word atomic that the functions of
// sync/atomic change elsewhere in the package.
func atomicOps(p *planner, f *conflict.Finding) (string, func() *Plan) {
	if f.Other.Word != summary.AtomicWord && f.Access.Word != summary.PlainWord {
		return "", nil
	}
	return atomicPlan(p, f, "operations", (*word).byFunctions)
}

// atomicType gives a word one of the types of sync/atomic, which nobody can use
// plainly.
func atomicType(p *planner, f *conflict.Finding) (string, func() *Plan) {
	return atomicPlan(p, f, "type", (*word).byType)
}

// atomicPlan makes the plan for the word of a finding, a field of a struct type of
// the package or a package variable.
func atomicPlan(p *planner, f *conflict.Finding, way string, change func(*word) bool) (string, func() *Plan) {
	v := p.variableOf(f.Access.Key())
	if v == nil {
		return "", nil
	}
	return fmt.Sprintf("atomic %s %d", way, v.Pos()), func() *Plan {
		w := &word{declaration: &declaration{planner: p, v: v, file: p.file(v.Pos())}}
		w.plan = newPlan(fmt.Sprintf("make all accesses of %s atomic", v.Name()))
		if w.file == nil || !change(w) {
			return nil
		}
		return w.plan
	}
}

// variableOf returns the field or package variable of a key, nil if it is not of
// this package.
func (p *pack) variableOf(key string) *types.Var {
	rest, ok := strings.CutPrefix(key, p.Pkg.Path()+".")
	if !ok {
		return nil
	}
	name, field, isField := strings.Cut(rest, ".")
	obj := p.Pkg.Scope().Lookup(name)
	if obj == nil || !isField {
		return origin(asVar(obj))
	}
	st, ok := obj.Type().Underlying().(*types.Struct)
	if _, isType := obj.(*types.TypeName); !isType || !ok {
		return nil
	}
	for f := range st.Fields() {
		if f.Name() == field {
			return f.Origin()
		}
	}
	return nil
}

// word is a variable whose accesses become atomic.
type word struct {
	*declaration
	plan *Plan
}

// access is an occurrence of the word.
type access struct {
	expr ast.Expr
	stmt ast.Stmt      // that assigns to it, nil for a read
	call *ast.CallExpr // of a function of sync/atomic that has its address
	lit  bool          // sets it in a composite literal
}

// accesses lists the occurrences of the word; ok is false if its address goes
// elsewhere.
func (w *word) accesses() (out []access, ok bool) {
	ok = true
	for _, f := range w.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			id, is := n.(*ast.Ident)
			if !ok || !is || origin(asVar(w.Info.Uses[id])) != w.v {
				return ok
			}
			var e ast.Expr = id
			if sel, is := w.parent(id).(*ast.SelectorExpr); is && sel.Sel == id {
				e = sel
			}
			var a access
			a, ok = w.access(e)
			out = append(out, a)
			return ok
		})
	}
	return out, ok
}

// access says what is done with the word that e denotes.
func (w *word) access(e ast.Expr) (a access, ok bool) {
	a.expr = e
	switch up := w.parent(e).(type) {
	case *ast.KeyValueExpr:
		a.lit = up.Key == e && w.v.IsField()
	case *ast.UnaryExpr:
		if up.Op == token.AND {
			a.call = w.atomicCall(up)
			return a, a.call != nil
		}
	case *ast.IncDecStmt:
		a.stmt = up
	case *ast.AssignStmt:
		if e.Pos() > up.TokPos {
			break
		}
		a.stmt = up
		return a, len(up.Lhs) == 1
	case *ast.RangeStmt:
		return a, up.X == e
	}
	return a, true
}

// atomicCall returns the call of a function of sync/atomic of which an address is
// the first argument, nil if there is none.
func (w *word) atomicCall(addr ast.Expr) *ast.CallExpr {
	c, ok := w.parent(addr).(*ast.CallExpr)
	if !ok || len(c.Args) == 0 || c.Args[0] != addr {
		return nil
	}
	if fn := w.callee(c); fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" {
		return nil
	}
	return c
}

// replace replaces what stands from one position to another in the file of the
// word.
func (w *word) replace(from, to token.Pos, text string) {
	w.plan.add(w.planner.file(from), replaceText(from, to, text))
}

// byFunctions makes the plain accesses calls of the functions of sync/atomic.
// Those of an object that its function has just made can stay.
func (w *word) byFunctions() bool {
	basic, ok := types.Unalias(w.v.Type()).(*types.Basic)
	accesses, all := w.accesses()
	if !ok || !all || suffixes[basic.Kind()] == "" {
		return false
	}
	for _, a := range accesses {
		if a.call != nil || a.lit || w.ownObject(use{expr: a.expr, node: a.expr}) && !w.starts(w.function(a.expr)) {
			continue
		}
		f := w.planner.file(a.expr.Pos())
		pkg, es := w.imported(f, "sync/atomic")
		w.plan.add(f, es...)
		o := operation{
			word: w, access: a, basic: basic.Name(), signed: basic.Info()&types.IsUnsigned == 0,
			head: func(op string) string { return pkg + "." + op + suffixes[basic.Kind()] + "(&" + w.src(a.expr) },
			sep:  ", ",
		}
		if w.function(a.expr) == nil || !o.rewrite() {
			return false
		}
	}
	return true
}

// suffixes names the functions of sync/atomic for a type.
var suffixes = map[types.BasicKind]string{
	types.Int32: "Int32", types.Int64: "Int64", types.Uint32: "Uint32", types.Uint64: "Uint64", types.Uintptr: "Uintptr",
}

// starts reports whether a function may start goroutines.
func (w *word) starts(fn ast.Node) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.GoStmt, *ast.FuncLit:
			found = true
		}
		return !found
	})
	return found
}

// An operation is an access that becomes a call.
type operation struct {
	*word
	access
	basic  string // the type that the call is about
	signed bool
	head   func(op string) string // the call up to its operand
	sep    string                 // between the head and the operand
	load   [2]string              // around a call of Load
	to     string                 // the type to which operands are converted, "" if they have it
}

// rewrite replaces an access by an atomic operation; ok is false if there is
// none for it.
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
		again := false
		ast.Inspect(x, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && o.varOf(e) == o.v {
				again = true
			}
			return !again
		})
		return !again && around("Store", "", "")
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
		if !o.atLeast(o.planner.file(st.Pos()), "go1.23") {
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
