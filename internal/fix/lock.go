package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// lock is a guard as the code at some place calls it.
type lock struct {
	expr   string     // "c.mu"
	v      *types.Var // the field or variable
	shared bool       // it has RLock too
	base   ast.Expr   // what expr begins with, nil for a variable
	// channel is set if a channel is used as the lock.
	channel *channelLock
}

// take and drop are the calls that take and give up the lock.
func (l lock) take(write bool) string {
	if l.channel != nil {
		return l.channel.take
	}
	if l.shared && !write {
		return l.expr + ".RLock()"
	}
	return l.expr + ".Lock()"
}

func (l lock) drop(write bool) string {
	if l.channel != nil {
		return l.channel.drop
	}
	if l.shared && !write {
		return l.expr + ".RUnlock()"
	}
	return l.expr + ".Unlock()"
}

// deferred is the statement that gives up the lock when the function returns.
func (l lock) deferred(write bool) string {
	if l.channel != nil {
		return "defer func() { " + l.channel.drop + " }()"
	}
	return "defer " + l.drop(write)
}

// locks names the locks of a package, and finds their calls.
type locks struct{ *pack }

// lockAt finds how the code at a map expression calls the lock m, from whose
// object the steps way lead to the map.
func (p *locks) lockAt(e ast.Expr, m state.Mark, way string) (lock, bool) {
	if m.Place.Path == "" || way == "" {
		return p.variableLock(e.Pos(), m.Place)
	}
	if t := p.Info.TypeOf(e); way == conflict.ByOwner || t == nil || !isMap(t) {
		return p.ownerLock(e, m)
	}
	base := p.peel(e, countSteps(way))
	if base == nil {
		return lock{}, false
	}
	return p.fieldLock(base, m.Place.Path[strings.LastIndexByte(m.Place.Path, '.')+1:])
}

// ownerLock returns lock m of the object of its type that an expression goes
// through.
func (p *locks) ownerLock(e ast.Expr, m state.Mark) (lock, bool) {
	for n := range 4 {
		base := p.peel(e, n)
		if base == nil {
			return lock{}, false
		}
		t := typeOf(p.Info, base)
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		owner, name, _ := cutLast(m.Place.Owner, ".")
		if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path()+"."+named.Obj().Name() == owner {
			return p.fieldLock(base, name)
		}
	}
	return lock{}, false
}

// cutLast slices s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// fieldLock returns the lock that is field name of base.
func (p *locks) fieldLock(base ast.Expr, name string) (lock, bool) {
	if star, ok := base.(*ast.StarExpr); ok {
		base = ast.Unparen(star.X)
	}
	t := p.Info.TypeOf(base)
	text := p.src(base)
	if t == nil || text == "" || !token.IsIdentifier(name) {
		return lock{}, false
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, name)
	v, ok := obj.(*types.Var)
	if !ok || !lockType(v.Type()) {
		return lock{}, false
	}
	if _, ptr := v.Type().Underlying().(*types.Pointer); !ptr && !types.IsInterface(v.Type()) && p.ownCopy(base) {
		return lock{}, false
	}
	l := lock{expr: text + "." + name, v: v.Origin(), shared: hasMethod(v.Type(), p.Pkg, "RLock"), base: base}
	if v.Embedded() {
		l.expr = text // s.Lock for s.Mutex.Lock
		if m, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, "Lock"); m == nil || m.Type().(*types.Signature).Params().Len() > 0 {
			l.expr = text + "." + name
		}
	}
	return l, true
}

// ownCopy reports whether an expression is of a copy that its function has of
// some object, such as a receiver that is no pointer: its lock is a copy too.
func (p *pack) ownCopy(e ast.Expr) bool {
	e = ast.Unparen(e)
	if _, ptr := typeOf(p.Info, e).Underlying().(*types.Pointer); ptr {
		return false
	}
	switch x := e.(type) {
	case *ast.SelectorExpr:
		if sel := p.Info.Selections[x]; sel == nil || sel.Indirect() {
			return false
		}
		return p.ownCopy(x.X)
	case *ast.Ident:
		v, ok := p.Info.Uses[x].(*types.Var)
		if !ok || v.Parent() == p.Pkg.Scope() {
			return false
		}
		switch v.Kind() {
		case types.RecvVar, types.ParamVar:
			return true
		}
		def := p.definition(x)
		return def != nil && !isNew(def)
	}
	return false
}

// variableLock returns a lock that is a variable, if it is visible, or a field
// of a global one.
func (p *locks) variableLock(pos token.Pos, pl place.Place) (lock, bool) {
	name := pl.Name
	switch pl.Kind {
	case place.Global:
		if !strings.HasPrefix(name, p.Pkg.Path()+".") {
			return lock{}, false
		}
		name = name[strings.LastIndexByte(name, '.')+1:]
	case place.Local:
		_, name, _ = strings.Cut(name, ":")
	default:
		return lock{}, false
	}
	v, ok := p.lookup(name, pos).(*types.Var)
	if !ok || pl.Kind == place.Global != (v.Parent() == p.Pkg.Scope()) || pl.Kind == place.Local && !p.constant(v) {
		return lock{}, false
	}
	t := v.Type()
	last := v
	for _, f := range strings.Split(pl.Path, ".")[1:] {
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, f)
		if last, ok = obj.(*types.Var); !ok {
			return lock{}, false
		}
		t = last.Type()
	}
	if !lockType(t) || !last.Embedded() && strings.ContainsAny(pl.Path, "[{") {
		return lock{}, false
	}
	l := lock{expr: name + pl.Path, v: last.Origin(), shared: hasMethod(t, p.Pkg, "RLock")}
	if last.Embedded() {
		l.expr = strings.TrimSuffix(l.expr, "."+last.Name())
	}
	return l, true
}

// constant reports whether a local variable has, all the time, the value that it
// gets where it is declared.
func (p *pack) constant(v *types.Var) bool {
	set := false
	ast.Inspect(p.file(v.Pos()), func(n ast.Node) bool {
		if n == nil || n.End() < v.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			set = set || n.Tok == token.ASSIGN && slices.ContainsFunc(n.Lhs, func(l ast.Expr) bool { return p.isUse(l, v) })
		case *ast.UnaryExpr:
			_, ptr := v.Type().Underlying().(*types.Pointer)
			set = set || n.Op == token.AND && ptr && p.isUse(n.X, v)
		}
		return !set
	})
	return !set
}

// isUse reports whether an expression is a variable.
func (p *pack) isUse(e ast.Expr, v *types.Var) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && p.Info.Uses[id] == types.Object(v)
}

// lockType reports whether a value of type t, in a variable, can be locked.
func lockType(t types.Type) bool {
	return hasMethod(t, nil, "Lock") && hasMethod(t, nil, "Unlock")
}

func hasMethod(t types.Type, pkg *types.Package, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 0
}

// countSteps returns the number of steps in a way.
func countSteps(way string) int { return place.Place{Path: way}.Len() }

// peel takes the last n steps off an expression: of s.acc.keys with n = 1 it
// returns s.acc. It looks through local names for parts of an object. It
// returns nil if the rest is not a chain of names, which means the same thing
// at any time.
func (p *pack) peel(e ast.Expr, n int) ast.Expr {
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
			if e = p.definition(x); e == nil {
				return nil
			}
		default:
			return nil
		}
	}
	if !stable(e) {
		return nil
	}
	return ast.Unparen(e)
}

// stable reports whether an expression is a chain of names.
func stable(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return stable(x.X)
	case *ast.StarExpr:
		return stable(x.X)
	}
	return false
}

// definition returns the value that a local variable gets where it is declared,
// if it gets no other: inner := s.vals[k].
func (p *pack) definition(id *ast.Ident) ast.Expr {
	v, ok := p.Info.Uses[id].(*types.Var)
	fn := p.function(id)
	if !ok || v.IsField() || fn == nil {
		return nil
	}
	var def ast.Expr
	count := 0
	ast.Inspect(fn, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for i, l := range a.Lhs {
				if l, ok := l.(*ast.Ident); ok && p.Info.ObjectOf(l) == v {
					count++
					if i == 0 && len(a.Rhs) == 1 {
						def = a.Rhs[0]
					}
				}
			}
		}
		return true
	})
	if count != 1 || def == nil {
		return nil
	}
	return def
}
