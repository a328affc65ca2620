// Package retype has the fixers that change how a variable is accessed everywhere:
// a word becomes atomic, by the functions of sync/atomic or by one of its types, and a
// map becomes a sync.Map.
package retype

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// AtomicOps makes the plain accesses of a word atomic that the functions of
// sync/atomic change elsewhere in the package.
func AtomicOps(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if f.Other.Scalar != effect.AtomicScalar && f.Access.Scalar != effect.PlainScalar {
		return "", nil
	}
	return atomicPlan(p, f, "operations", (*word).byFunctions)
}

// AtomicType gives a word a type of sync/atomic, which has no plain accesses.
func AtomicType(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	return atomicPlan(p, f, "type", (*word).byType)
}

// atomicPlan makes the plan for the word of a finding, a field of a struct type of
// the package or a package variable.
func atomicPlan(p *repair.Planner, f *conflict.Finding, way string, change func(*word) bool) (string, func() *repair.Plan) {
	v := p.VariableOf(f.Access.Key())
	if v == nil {
		return "", nil
	}
	return fmt.Sprintf("atomic %s %d", way, v.Pos()), func() *repair.Plan {
		w := &word{Planner: p, v: v, file: p.File(v.Pos())}
		w.plan = repair.NewPlan(fmt.Sprintf("make all accesses of %s atomic", v.Name()))
		if w.file == nil || !change(w) {
			return nil
		}
		return w.plan
	}
}

// A word is a variable whose accesses become atomic.
type word struct {
	*repair.Planner
	v    *types.Var
	file *ast.File // that declares it
	plan *repair.Plan
}

// An access is an occurrence of the word.
type access struct {
	expr ast.Expr
	stmt ast.Stmt      // the statement that assigns to the word, nil for a read
	call *ast.CallExpr // the call of a function of sync/atomic with its address
	lit  bool          // a composite literal sets the word
}

// accesses returns the occurrences of the word; ok is false if its address goes elsewhere.
func (w *word) accesses() (out []access, ok bool) {
	for _, f := range w.Files {
		for id := range w.Occurrences(w.v, f) {
			a, ok := w.access(w.Selected(id))
			if !ok {
				return nil, false
			}
			out = append(out, a)
		}
	}
	return out, true
}

// access says what the code does with the word that e denotes.
func (w *word) access(e ast.Expr) (a access, ok bool) {
	a.expr = e
	switch up := w.Parent(e).(type) {
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

// atomicCall returns the call of a function of sync/atomic with an address as its first
// argument, nil if there is none.
func (w *word) atomicCall(addr ast.Expr) *ast.CallExpr {
	c, ok := w.Parent(addr).(*ast.CallExpr)
	if !ok || len(c.Args) == 0 || c.Args[0] != addr {
		return nil
	}
	if fn := w.Callee(c); fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" {
		return nil
	}
	return c
}

// replace adds the edit that replaces the source from one position to another.
func (w *word) replace(from, to token.Pos, snippet string) {
	w.plan.Add(w.Planner.File(from), text.Replace(from, to, snippet))
}

// byFunctions makes calls of the functions of sync/atomic of the plain accesses, without
// those of new objects.
func (w *word) byFunctions() bool {
	basic, ok := types.Unalias(w.v.Type()).(*types.Basic)
	accesses, all := w.accesses()
	if !ok || !all || suffixes[basic.Kind()] == "" {
		return false
	}
	for _, a := range accesses {
		if a.call != nil || a.lit || w.isUnshared(a) {
			continue
		}
		f := w.Planner.File(a.expr.Pos())
		pkg, es := w.Import(f, "sync/atomic")
		w.plan.Add(f, es...)
		o := operation{
			word: w, access: a, basic: basic.Name(), signed: basic.Info()&types.IsUnsigned == 0,
			head: func(op string) string { return pkg + "." + op + suffixes[basic.Kind()] + "(&" + w.Text(a.expr) },
			sep:  ", ",
		}
		if w.EnclosingFunc(a.expr) == nil || !o.rewrite() {
			return false
		}
	}
	return true
}

// isUnshared reports whether an access is of a new object, in a function that starts no
// goroutine.
func (w *word) isUnshared(a access) bool {
	return w.IsNewObject(code.Use{Expr: a.expr, Node: a.expr}) && !w.mayStart(w.EnclosingFunc(a.expr))
}

// suffixes are the ends of the names of functions of sync/atomic, by type.
var suffixes = map[types.BasicKind]string{
	types.Int32: "Int32", types.Int64: "Int64", types.Uint32: "Uint32", types.Uint64: "Uint64", types.Uintptr: "Uintptr",
}

// mayStart reports whether a function may start goroutines.
func (w *word) mayStart(fn ast.Node) bool {
	for n := range ast.Preorder(fn) {
		switch n.(type) {
		case *ast.GoStmt, *ast.FuncLit:
			return true
		}
	}
	return false
}
