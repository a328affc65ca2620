package fix

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/names"
)

// guardWhole makes one critical section of a method that reaches maps, which a lock
// of its receiver guards, by way of local variables: it goes down a tree, or asks
// another method for the map. To hold the lock for single steps would not do.
func guardWhole(p *planner, f *conflict.Finding) (string, func() *Plan) {
	u, l, _, ok := viaReceiver(p, f)
	if !ok {
		return "", nil
	}
	fn := p.function(u.node)
	if !safeOrder(p, f, l) || p.calledUnder(fn, l.v) || len(p.lockCalls(fn, l.v)) > 0 {
		return "", nil
	}
	uses, far := []use(nil), false
	for i := range p.Findings {
		other, ol, away, ok := viaReceiver(p, &p.Findings[i])
		if ok && p.function(other.node) == fn && ol.expr == l.expr {
			uses = append(uses, other)
			far = far || away
		}
	}
	if more := viaLocals(p, fn.(*ast.FuncDecl)); len(more) > 0 {
		uses, far = append(uses, more...), true
	}
	if !far {
		return "", nil
	}
	return fmt.Sprintf("whole %d %s", fn.Pos(), l.expr), func() *Plan {
		es, ok := coverWhole(p, fn, l, uses)
		if !ok {
			return nil
		}
		plan := newPlan(fmt.Sprintf("hold %s", l.expr))
		plan.add(p.file(fn.Pos()), es...)
		return plan
	}
}

// viaReceiver returns what a finding is about in a method whose receiver has the
// guard: a call of another method of the receiver, or an access to a map that it
// has got from there; away is set if that is by way of a local variable.
func viaReceiver(p *planner, f *conflict.Finding) (u use, l lock, away, ok bool) {
	if !f.HasGuard || f.Category == conflict.LockLeak || f.Category == conflict.SharedCopy || conflict.Holds(&f.Access.Access, f.Guard) {
		return use{}, lock{}, false, false
	}
	var from ast.Expr
	if f.Via.IsValid() {
		call := p.callAt(f.Via)
		if call == nil {
			return use{}, lock{}, false, false
		}
		sel, method := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !method {
			return use{}, lock{}, false, false
		}
		from, u = sel.X, use{node: call, expr: call, write: f.Access.Op.Writes(), known: true}
	} else if u, ok = p.useAt(&f.Access.Access); ok {
		from = u.expr
	}
	if from == nil {
		return use{}, lock{}, false, false
	}
	decl, isDecl := p.function(u.node).(*ast.FuncDecl)
	if !isDecl || decl.Recv == nil || len(decl.Recv.List[0].Names) == 0 {
		return use{}, lock{}, false, false
	}
	recv := decl.Recv.List[0].Names[0]
	owner, name, _ := cutLast(f.Guard.Place.Owner, ".")
	v := asVar(p.Info.Defs[recv])
	if v == nil || namedAs(v.Type()) != owner {
		return use{}, lock{}, false, false
	}
	t := tracer{planner: p, recv: v, fn: decl}
	if l, ok = p.fieldLock(recv, name); !ok || !t.rooted(from, 6) {
		return use{}, lock{}, false, false
	}
	return u, l, t.away, true
}

// viaLocals returns the accesses of a method to maps that it has got from its receiver
// by way of local variables; of those that are alike there is one finding.
func viaLocals(p *planner, decl *ast.FuncDecl) (out []use) {
	recv := asVar(p.Info.Defs[decl.Recv.List[0].Names[0]])
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		var u use
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IndexExpr:
			u = use{expr: n.X, node: n, write: p.written(n), known: true}
		case *ast.RangeStmt:
			u = use{expr: n.X, node: n, known: true}
		}
		if u.expr == nil || !isMap(typeOf(p.Info, u.expr)) || len(p.at[u.pos()]) == 0 {
			return true
		}
		if t := (tracer{planner: p, recv: recv, fn: decl}); t.rooted(u.expr, 6) && t.away {
			out = append(out, u)
		}
		return true
	})
	return out
}

// namedAs returns the name of a type, or of what it points to, with its package.
func namedAs(t types.Type) string {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return ""
}

// tracer follows local variables back to the receiver of a method.
type tracer struct {
	*planner
	recv *types.Var
	fn   *ast.FuncDecl
	away bool // by way of a local variable
	seen []*types.Var
}

// rooted reports whether an expression is reached from the receiver alone, without
// going through another object of its type, which has a lock of its own.
func (t *tracer) rooted(e ast.Expr, steps int) bool {
	for {
		e = ast.Unparen(e)
		if id, ok := e.(*ast.Ident); ok {
			return t.variable(id, steps)
		}
		if namedAs(typeOf(t.Info, e)) == namedAs(t.recv.Type()) {
			return false
		}
		switch x := e.(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.TypeAssertExpr:
			e = x.X
		case *ast.UnaryExpr:
			e = x.X
		case *ast.CallExpr:
			sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr)
			if !ok || t.Info.Selections[sel] == nil {
				return false
			}
			e = sel.X
		default:
			return false
		}
	}
}

// variable is rooted for a variable: all that it is given is.
func (t *tracer) variable(id *ast.Ident, steps int) bool {
	v := asVar(t.Info.ObjectOf(id))
	if v == nil || v == t.recv || steps == 0 {
		return v == t.recv && v != nil
	}
	if t.away = true; slices.Contains(t.seen, v) {
		return true
	}
	t.seen = append(t.seen, v)
	if v.IsField() || v.Parent() == t.Pkg.Scope() || namedAs(v.Type()) == namedAs(t.recv.Type()) {
		return false
	}
	given, ok := 0, true
	ast.Inspect(t.fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, is := l.(*ast.Ident); is && t.Info.ObjectOf(id) == types.Object(v) {
					given++
					ok = ok && t.rooted(n.Rhs[min(i, len(n.Rhs)-1)], steps-1)
				}
			}
		case *ast.RangeStmt:
			for _, l := range []ast.Expr{n.Key, n.Value} {
				if id, is := l.(*ast.Ident); is && t.Info.ObjectOf(id) == types.Object(v) {
					given++
					ok = ok && t.rooted(n.X, steps-1)
				}
			}
		}
		return ok
	})
	return ok && given > 0
}

// precedents lists the functions that the package calls while it holds a lock,
// except those that wait or that take it themselves; the value is set where this is
// so for a lock that is held for reading, too. To call them under that lock brings
// nothing new: no order of locks, and no delay.
func (p *effects) precedents(v *types.Var) map[*types.Func]bool {
	if out, ok := p.under[v]; ok {
		return out
	}
	out := map[*types.Func]bool{}
	p.under[v] = out
	for _, fn := range p.funcs {
		decl := p.decls[fn]
		if decl.Body == nil || len(p.lockCalls(decl, v)) == 0 || p.inTest(decl.Pos()) {
			continue // a package is the same with and without its tests
		}
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			_, spawned := p.parent(c).(*ast.GoStmt)
			callee := p.callee(c)
			mode := ""
			if callee != nil && !spawned && p.function(c) == ast.Node(decl) {
				mode = p.lastLock(decl, v, c.Pos())
			}
			if mode != "" && p.harmlessCallee(callee.Origin(), v) {
				out[callee.Origin()] = out[callee.Origin()] || strings.HasPrefix(mode, "R")
			}
			return true
		})
	}
	return out
}

// harmlessCallee reports whether a function that others call under lock v may be
// called so: as far as can be told it waits for nobody and calls nothing back.
func (p *effects) harmlessCallee(fn *types.Func, v *types.Var) bool {
	if fn.Pkg() == nil || waiting(fn) {
		return false
	}
	for param := range fn.Signature().Params().Variables() {
		t := param.Type()
		if _, callback := t.Underlying().(*types.Signature); callback || namedAs(t) == "context.Context" {
			return false
		}
	}
	if p.decls[fn] != nil {
		e := p.of(fn)
		return !e.waits && !e.locks[v]
	}
	return fn.Pkg() == p.Pkg || !isStd(fn.Pkg().Path()) || fn.Pkg().Path() == "log" || fn.Pkg().Path() == "log/slog"
}

// waiting reports whether a function by its name waits, or talks to others.
func waiting(fn *types.Func) bool {
	return names.Begins(fn.Name(), "wait", "sleep", "dial", "do", "send", "recv", "receive", "read", "write", "serve", "run", "stop", "shutdown", "close", "flush", "fetch", "call", "exec", "query", "listen", "accept", "join")
}
