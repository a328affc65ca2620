package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// effect is what a function of the package does that matters to one who holds
// a lock. It is read from its body and those of its callees in the package.
type effect struct {
	slow  bool                // it may block, or call what is not known
	waits bool                // it waits for another goroutine, or for the time to pass
	locks map[*types.Var]bool // locks that it takes
}

// effects are what the functions of a package do.
type effects struct {
	*locks
	found map[*types.Func]*effect
	under map[*types.Var]map[*types.Func]bool // the precedents of a lock
}

func newEffects(l *locks) *effects {
	return &effects{locks: l, found: map[*types.Func]*effect{}, under: map[*types.Var]map[*types.Func]bool{}}
}

// of returns the effect of a function of this package. A function that is
// being looked at, in a recursion, counts as harmless.
func (p *effects) of(fn *types.Func) *effect {
	fn = fn.Origin()
	if e := p.found[fn]; e != nil {
		return e
	}
	e := &effect{locks: map[*types.Var]bool{}}
	p.found[fn] = e
	decl := p.decls[fn]
	if decl == nil || decl.Body == nil {
		e.slow = true
		return e
	}
	w := walker{p: p, e: e}
	w.walk(decl.Body)
	return e
}

// An allowance says what counts as quick beside what is known to be.
type allowance struct {
	under   *types.Var // the lock under which precedents count, if there is one
	reading bool       // those of readers alone
	dropped *types.Var // the lock whose calls do not count, since they are to go
}

// quick reports whether nodes can run under a lock: they do not block, take no
// lock, and call only what is known to do neither.
func (p *effects) quick(nodes ...ast.Node) bool { return p.allowed(allowance{}, nodes...) }

// allowed is quick with an allowance.
func (p *effects) allowed(allow allowance, nodes ...ast.Node) bool {
	e := &effect{locks: map[*types.Var]bool{}}
	w := walker{p: p, e: e, allow: allow}
	for _, n := range nodes {
		if n != nil {
			w.walk(n)
		}
	}
	return !e.slow && len(e.locks) == 0
}

// walker gathers effects over syntax.
type walker struct {
	p     *effects
	e     *effect
	allow allowance
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
	call, ok := w.p.parent(lit).(*ast.CallExpr)
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
	fn := w.p.callee(c)
	if fn == nil {
		w.e.slow = true
		return
	}
	if v := w.p.lockVar(c, fn); v != nil {
		if v != w.allow.dropped {
			w.e.locks[v] = true
		}
		return
	}
	shared, held := false, false
	if w.allow.under != nil {
		shared, held = w.p.precedents(w.allow.under)[fn.Origin()]
	}
	switch {
	case fn.Pkg() == nil || held && (shared || !w.allow.reading):
		return // error.Error, or what others call under the same lock
	case fn.Pkg() == w.p.Pkg && w.p.decls[fn.Origin()] != nil:
		e := w.p.of(fn)
		w.e.slow = w.e.slow || e.slow
		w.e.waits = w.e.waits || e.waits
		for v := range e.locks {
			w.e.locks[v] = true
		}
	case !quickStd(fn) && !w.p.getter(c, fn):
		w.e.slow = true
		w.e.waits = w.e.waits || waiting(fn)
	}
}

// site is a call of a function of this package by another one.
type site struct {
	caller *types.Func
	call   *ast.CallExpr
}

// sites lists the calls of the package's functions, by callee. A call in a go
// statement is none: it takes no lock with it.
func (p *pack) sites() map[*types.Func][]site {
	if p.calls != nil {
		return p.calls
	}
	p.calls = map[*types.Func][]site{}
	for _, fn := range p.funcs {
		ast.Inspect(p.decls[fn], func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				callee := p.callee(c)
				if _, spawned := p.parent(c).(*ast.GoStmt); callee != nil && p.decls[callee.Origin()] != nil && !spawned {
					p.calls[callee.Origin()] = append(p.calls[callee.Origin()], site{fn, c})
				}
			}
			return true
		})
	}
	return p.calls
}

// calledUnder reports whether some function that leads to fn may hold lock v
// when it calls on the way there: then fn must not take it.
func (p *locks) calledUnder(fn ast.Node, v *types.Var) bool {
	decl, ok := fn.(*ast.FuncDecl)
	if !ok {
		return false
	}
	start, _ := p.Info.Defs[decl.Name].(*types.Func)
	seen := map[*types.Func]bool{start: true}
	for todo := []*types.Func{start}; len(todo) > 0; todo = todo[1:] {
		for _, s := range p.sites()[todo[0]] {
			if p.lastLock(p.function(s.call), v, s.call.Pos()) != "" {
				return true
			}
			if !seen[s.caller] {
				seen[s.caller] = true
				todo = append(todo, s.caller)
			}
		}
	}
	return false
}

// callee returns the function or method that a call names, nil for a function
// value.
func (p *pack) callee(c *ast.CallExpr) *types.Func {
	fun := ast.Unparen(c.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	var id *ast.Ident
	switch x := fun.(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	default:
		return nil
	}
	fn, _ := p.Info.Uses[id].(*types.Func)
	return fn
}

// lockVar returns the variable whose Lock, RLock or TryLock a call calls, or a
// variable that stands for any if it is not known; nil if it calls something
// else. Unlock counts too: it ends a critical section.
func (p *locks) lockVar(c *ast.CallExpr, fn *types.Func) *types.Var {
	switch fn.Name() {
	case "Lock", "RLock", "TryLock", "TryRLock", "Unlock", "RUnlock":
	default:
		return nil
	}
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok || len(c.Args) > 0 {
		return nil
	}
	if v := p.varOf(sel.X); v != nil {
		return v
	}
	return types.NewVar(token.NoPos, nil, "", types.Typ[types.Invalid])
}

// varOf returns the variable or field that an expression names last.
func (p *pack) varOf(e ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, _ := p.Info.ObjectOf(e).(*types.Var)
		return origin(v)
	case *ast.SelectorExpr:
		v, _ := p.Info.ObjectOf(e.Sel).(*types.Var)
		return origin(v)
	case *ast.StarExpr:
		return p.varOf(e.X)
	case *ast.UnaryExpr:
		return p.varOf(e.X)
	}
	return nil
}

func origin(v *types.Var) *types.Var {
	if v == nil {
		return nil
	}
	return v.Origin()
}

// getter reports whether a call is of a method without arguments whose name
// says that it only returns something. A method of this package with that name
// must not take a lock: an interface may lead to it.
func (p *effects) getter(c *ast.CallExpr, fn *types.Func) bool {
	if len(c.Args) > 0 || fn.Signature().Recv() == nil || !getters[fn.Name()] {
		return false
	}
	for _, own := range p.funcs {
		if own.Name() == fn.Name() && own.Signature().Recv() != nil {
			if e := p.of(own); e.slow || len(e.locks) > 0 {
				return false
			}
		}
	}
	return true
}

var getters = map[string]bool{
	"Bytes": true, "Equal": true, "Error": true, "Hash": true, "Hex": true, "ID": true, "Id": true, "Key": true, "Kind": true,
	"Len": true, "Name": true, "Namespace": true, "String": true, "Type": true, "UID": true, "URI": true, "Value": true, "Version": true,
}

// quickStd reports whether a function of the standard library neither blocks
// nor does input or output.
func quickStd(fn *types.Func) bool {
	path := fn.Pkg().Path()
	name := fn.Name()
	switch path {
	case "fmt":
		return strings.HasPrefix(name, "Sprint") || strings.HasPrefix(name, "Append") || name == "Errorf"
	case "time":
		return name != "Sleep"
	case "net/http":
		recv := fn.Signature().Recv()
		return recv != nil && strings.HasSuffix(recv.Type().String(), "net/http.Header") || name == "StatusText" || name == "CanonicalHeaderKey"
	case "context":
		return name != "AfterFunc"
	case "net":
		return name == "JoinHostPort" || name == "SplitHostPort" || name == "String" || strings.HasPrefix(name, "Parse")
	case "encoding/json", "encoding/xml", "encoding/gob":
		return strings.HasPrefix(name, "Marshal") || strings.HasPrefix(name, "Unmarshal")
	}
	return quickPkgs[path] || strings.HasPrefix(path, "unicode") || strings.HasPrefix(path, "math") || strings.HasPrefix(path, "hash") ||
		strings.HasPrefix(path, "container/") || strings.HasPrefix(path, "go/")
}

var quickPkgs = map[string]bool{
	"bytes": true, "cmp": true, "encoding/base64": true, "encoding/binary": true, "encoding/hex": true, "errors": true, "html": true,
	"maps": true, "net/netip": true, "net/textproto": true, "net/url": true, "path": true, "path/filepath": true, "reflect": true,
	"regexp": true, "slices": true, "sort": true, "strconv": true, "strings": true, "sync/atomic": true, "unsafe": true,
	"crypto/sha1": true, "crypto/sha256": true, "crypto/md5": true,
}
