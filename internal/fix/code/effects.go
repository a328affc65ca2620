package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
)

// An Effect is what a function does that matters to a caller who holds a lock. It comes
// from the body of the function and those of its callees in the package.
type Effect struct {
	slow  bool                // the function may block, or calls what is not known
	waits bool                // it waits for another goroutine, or for time to pass
	Locks map[*types.Var]bool // locks that it takes
}

// Effects finds the effects of the functions of a package.
type Effects struct {
	*Locks
	found map[*types.Func]*Effect
	under map[*types.Var]map[*types.Func]bool // the precedents of a lock
}

// NewEffects returns the effects of a package, none of them computed yet.
func NewEffects(l *Locks) *Effects {
	return &Effects{Locks: l, found: map[*types.Func]*Effect{}, under: map[*types.Var]map[*types.Func]bool{}}
}

// EffectOf returns the effect of a function of this package.
//
// Assumes: a recursive call has no effect of its own.
func (p *Effects) EffectOf(fn *types.Func) *Effect {
	fn = fn.Origin()
	if e := p.found[fn]; e != nil {
		return e
	}
	e := &Effect{Locks: map[*types.Var]bool{}}
	p.found[fn] = e
	decl := p.Decls[fn]
	if decl == nil || decl.Body == nil {
		e.slow = true
		return e
	}
	w := walker{p: p, e: e}
	w.walk(decl.Body)
	return e
}

// An Allowance lets more code count as quick.
type Allowance struct {
	Under   *types.Var // the precedents of this lock count as quick, if it is set
	Reading bool       // only those that some function calls while it holds Under for reading
	Dropped *types.Var // calls of this lock do not count: the fix removes them
}

// Quick reports whether nodes can run under a lock: they do not block, take no lock, and
// call only functions that are known to do neither.
func (p *Effects) Quick(nodes ...ast.Node) bool { return p.QuickWith(Allowance{}, nodes...) }

// QuickWith is Quick with an allowance.
func (p *Effects) QuickWith(allow Allowance, nodes ...ast.Node) bool {
	e := &Effect{Locks: map[*types.Var]bool{}}
	w := walker{p: p, e: e, allow: allow}
	for _, n := range nodes {
		if n != nil {
			w.walk(n)
		}
	}
	return !e.slow && len(e.Locks) == 0
}

// A walker adds up the effects of some code.
type walker struct {
	p     *Effects
	e     *Effect
	allow Allowance
}

// walk adds the effect of a node.
func (w *walker) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return w.called(n)
		case *ast.GoStmt:
			for _, a := range n.Call.Args {
				w.walk(a)
			}
			return false // another goroutine runs it
		case *ast.SendStmt, *ast.SelectStmt:
			w.wait()
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				w.wait()
			}
		case *ast.RangeStmt:
			switch w.p.Info.TypeOf(n.X).Underlying().(type) {
			case *types.Chan, *types.Signature:
				w.wait()
			}
		case *ast.ForStmt:
			if n.Cond == nil { // may never end
				w.wait()
			}
		case *ast.CallExpr:
			w.call(n)
		}
		return true
	})
}

// wait adds that the code waits for another goroutine.
func (w *walker) wait() { w.e.slow, w.e.waits = true, true }

// called reports whether the code around a function literal may call it: the literal is
// the function or an argument of a call. A callee that may keep the literal and call it
// later counts as slow itself.
func (w *walker) called(lit *ast.FuncLit) bool {
	_, ok := w.p.Parent(lit).(*ast.CallExpr)
	return ok
}

// call adds the effect of one call.
func (w *walker) call(c *ast.CallExpr) {
	if tv := w.p.Info.Types[c.Fun]; tv.IsType() || tv.IsBuiltin() {
		return
	}
	if _, ok := ast.Unparen(c.Fun).(*ast.FuncLit); ok {
		return // walk goes on into its body
	}
	fn := w.p.Callee(c)
	if fn == nil {
		w.e.slow = true
		return
	}
	if v := w.p.LockOfCall(c, fn); v != nil {
		if v != w.allow.Dropped {
			w.e.Locks[v] = true
		}
		return
	}
	switch {
	case fn.Pkg() == nil || w.isPrecedent(fn):
		return // error.Error, or a precedent
	case fn.Pkg() == w.p.Pkg && w.p.Decls[fn.Origin()] != nil:
		w.e.add(w.p.EffectOf(fn))
	case !QuickStd(fn) && !w.p.getter(c, fn):
		w.e.slow = true
		w.e.waits = w.e.waits || waiting(fn)
	}
}

// isPrecedent reports whether the allowance lets a function count as quick.
func (w *walker) isPrecedent(fn *types.Func) bool {
	if w.allow.Under == nil {
		return false
	}
	shared, held := w.p.precedents(w.allow.Under)[fn.Origin()]
	return held && (shared || !w.allow.Reading)
}

// add adds the effect of a callee.
func (e *Effect) add(callee *Effect) {
	e.slow = e.slow || callee.slow
	e.waits = e.waits || callee.waits
	maps.Copy(e.Locks, callee.Locks)
}

// getter reports whether a call is of a method without arguments whose name says that it
// only returns something, and no method of this package with that name is slow or takes
// a lock: a call through an interface may call it.
//
// Assumes: methods of other packages with such a name neither block nor take a lock.
func (p *Effects) getter(c *ast.CallExpr, fn *types.Func) bool {
	if len(c.Args) > 0 || fn.Signature().Recv() == nil || !getters[fn.Name()] {
		return false
	}
	for _, own := range p.Funcs {
		if own.Name() == fn.Name() && own.Signature().Recv() != nil {
			if e := p.EffectOf(own); e.slow || len(e.Locks) > 0 {
				return false
			}
		}
	}
	return true
}
