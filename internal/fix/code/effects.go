package code

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Effect is what a function of the package does that matters to one who holds
// a lock. It is read from its body and those of its callees in the package.
type Effect struct {
	slow  bool                // it may block, or call what is not known
	waits bool                // it waits for another goroutine, or for the time to pass
	Locks map[*types.Var]bool // locks that it takes
}

// Effects are what the functions of a package do.
type Effects struct {
	*Locks
	found map[*types.Func]*Effect
	under map[*types.Var]map[*types.Func]bool // the precedents of a lock
}

func NewEffects(l *Locks) *Effects {
	return &Effects{Locks: l, found: map[*types.Func]*Effect{}, under: map[*types.Var]map[*types.Func]bool{}}
}

// EffectOf returns the effect of a function of this package. A function that is
// being looked at, in a recursion, counts as harmless.
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

// An Allowance says what counts as quick beside what is known to be.
type Allowance struct {
	Under   *types.Var // the lock under which precedents count, if there is one
	Reading bool       // those of readers alone
	Dropped *types.Var // the lock whose calls do not count, since they are to go
}

// Quick reports whether nodes can run under a lock: they do not block, take no
// lock, and call only what is known to do neither.
func (p *Effects) Quick(nodes ...ast.Node) bool { return p.QuickWith(Allowance{}, nodes...) }

// QuickWith is quick with an allowance.
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

// walker gathers effects over syntax.
type walker struct {
	p     *Effects
	e     *Effect
	allow Allowance
}

func (w *walker) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return w.called(n)
		case *ast.GoStmt:
			for _, a := range n.Call.Args {
				w.walk(a)
			}
			return false // runs elsewhere
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
			if n.Cond == nil { // may go on for ever
				w.wait()
			}
		case *ast.CallExpr:
			w.call(n)
		}
		return true
	})
}

// wait notes that other goroutines decide when it goes on.
func (w *walker) wait() { w.e.slow, w.e.waits = true, true }

// called reports whether a function literal is one that its surroundings may
// call: the function of a call, or an argument of one. Where the callee is not
// known to call it before it returns, the callee itself counts as slow.
func (w *walker) called(lit *ast.FuncLit) bool {
	call, ok := w.p.Parent(lit).(*ast.CallExpr)
	return ok && call != nil
}

// call notes the effect of one call.
func (w *walker) call(c *ast.CallExpr) {
	if tv := w.p.Info.Types[c.Fun]; tv.IsType() || tv.IsBuiltin() {
		return
	}
	if _, ok := ast.Unparen(c.Fun).(*ast.FuncLit); ok {
		return // its body is walked
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
	shared, held := false, false
	if w.allow.Under != nil {
		shared, held = w.p.precedents(w.allow.Under)[fn.Origin()]
	}
	switch {
	case fn.Pkg() == nil || held && (shared || !w.allow.Reading):
		return // error.Error, or what others call under the same lock
	case fn.Pkg() == w.p.Pkg && w.p.Decls[fn.Origin()] != nil:
		e := w.p.EffectOf(fn)
		w.e.slow = w.e.slow || e.slow
		w.e.waits = w.e.waits || e.waits
		for v := range e.Locks {
			w.e.Locks[v] = true
		}
	case !QuickStd(fn) && !w.p.getter(c, fn):
		w.e.slow = true
		w.e.waits = w.e.waits || waiting(fn)
	}
}

// getter reports whether a call is of a method without arguments whose name
// says that it only returns something. A method of this package with that name
// must not take a lock: an interface may lead to it.
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
