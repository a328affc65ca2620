package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Locks names the locks of a package, and finds their calls.
type Locks struct{ *Package }

// LockAt finds how the code at a map expression calls the lock m, from whose
// object the steps way lead to the map.
func (p *Locks) LockAt(e ast.Expr, m state.Mark, way string) (Lock, bool) {
	if m.Place.Path == "" || way == "" {
		return p.variableLock(e.Pos(), m.Place)
	}
	if t := p.Info.TypeOf(e); way == conflict.ByOwner || t == nil || !IsMap(t) {
		return p.OwnerLock(e, m)
	}
	base := p.Peel(e, countSteps(way))
	if base == nil {
		return Lock{}, false
	}
	return p.FieldLock(base, m.Place.Path[strings.LastIndexByte(m.Place.Path, '.')+1:])
}

// OwnerLock returns lock m of the object of its type that an expression goes
// through.
func (p *Locks) OwnerLock(e ast.Expr, m state.Mark) (Lock, bool) {
	for n := range 4 {
		base := p.Peel(e, n)
		if base == nil {
			return Lock{}, false
		}
		t := TypeOf(p.Info, base)
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		owner, name, _ := text.CutLast(m.Place.Owner, ".")
		if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path()+"."+named.Obj().Name() == owner {
			return p.FieldLock(base, name)
		}
	}
	return Lock{}, false
}

// FieldLock returns the lock that is field name of base.
func (p *Locks) FieldLock(base ast.Expr, name string) (Lock, bool) {
	if star, ok := base.(*ast.StarExpr); ok {
		base = ast.Unparen(star.X)
	}
	t := p.Info.TypeOf(base)
	text := p.Text(base)
	if t == nil || text == "" || !token.IsIdentifier(name) {
		return Lock{}, false
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, name)
	v, ok := obj.(*types.Var)
	if !ok || !IsLock(v.Type()) {
		return Lock{}, false
	}
	if _, ptr := v.Type().Underlying().(*types.Pointer); !ptr && !types.IsInterface(v.Type()) && p.IsOwnCopy(base) {
		return Lock{}, false
	}
	l := Lock{Expr: text + "." + name, Var: v.Origin(), Shared: HasMethod(v.Type(), p.Pkg, "RLock"), Base: base}
	if v.Embedded() {
		l.Expr = text // s.Lock for s.Mutex.Lock
		if m, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, "Lock"); m == nil || m.Type().(*types.Signature).Params().Len() > 0 {
			l.Expr = text + "." + name
		}
	}
	return l, true
}

// variableLock returns a lock that is a variable, if it is visible, or a field
// of a global one.
func (p *Locks) variableLock(pos token.Pos, pl place.Place) (Lock, bool) {
	name := pl.Name
	switch pl.Kind {
	case place.Global:
		if !strings.HasPrefix(name, p.Pkg.Path()+".") {
			return Lock{}, false
		}
		name = name[strings.LastIndexByte(name, '.')+1:]
	case place.Local:
		_, name, _ = strings.Cut(name, ":")
	default:
		return Lock{}, false
	}
	v, ok := p.Lookup(name, pos).(*types.Var)
	if !ok || pl.Kind == place.Global != (v.Parent() == p.Pkg.Scope()) || pl.Kind == place.Local && !p.NeverReassigned(v) {
		return Lock{}, false
	}
	t := v.Type()
	last := v
	for _, f := range strings.Split(pl.Path, ".")[1:] {
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, f)
		if last, ok = obj.(*types.Var); !ok {
			return Lock{}, false
		}
		t = last.Type()
	}
	if !IsLock(t) || !last.Embedded() && strings.ContainsAny(pl.Path, "[{") {
		return Lock{}, false
	}
	l := Lock{Expr: name + pl.Path, Var: last.Origin(), Shared: HasMethod(t, p.Pkg, "RLock")}
	if last.Embedded() {
		l.Expr = strings.TrimSuffix(l.Expr, "."+last.Name())
	}
	return l, true
}

// LockFrom names a lock from the place of the map that it guards, as a function
// knows it.
func (p *Locks) LockFrom(fn ast.Node, pos token.Pos, m place.Place, guard state.Mark, way string) (Lock, bool) {
	if way == "" || guard.Place.Path == "" {
		return p.variableLock(pos, guard.Place)
	}
	owner, ok := strings.CutSuffix(m.Path, way)
	if !ok || strings.ContainsAny(owner, "[{#") {
		return Lock{}, false
	}
	root := p.rootOf(fn, pos, m)
	if root == nil {
		return Lock{}, false
	}
	name := guard.Place.Path[strings.LastIndexByte(guard.Place.Path, '.')+1:]
	t := root.Type()
	for _, field := range strings.Split(owner+"."+name, ".")[1:] {
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, field)
		v, ok := obj.(*types.Var)
		if !ok {
			return Lock{}, false
		}
		t, root = v.Type(), v
	}
	if !IsLock(t) {
		return Lock{}, false
	}
	text := p.rootOf(fn, pos, m).Name() + owner
	if !root.Embedded() {
		text += "." + name
	}
	return Lock{Expr: text, Var: root.Origin(), Shared: HasMethod(t, p.Pkg, "RLock")}, true
}

// rootOf returns the variable at which a place begins, if it has a name where
// it is needed.
func (p *Locks) rootOf(fn ast.Node, pos token.Pos, m place.Place) *types.Var {
	var name string
	switch m.Kind {
	case place.Param:
		decl, ok := fn.(*ast.FuncDecl)
		if !ok {
			return nil
		}
		var params []*ast.Ident
		for _, list := range []*ast.FieldList{decl.Recv, decl.Type.Params} {
			if list == nil {
				continue
			}
			for _, field := range list.List {
				if len(field.Names) == 0 {
					params = append(params, nil)
				}
				params = append(params, field.Names...)
			}
		}
		if m.Index >= len(params) || params[m.Index] == nil {
			return nil
		}
		name = params[m.Index].Name
	case place.Global:
		if !strings.HasPrefix(m.Name, p.Pkg.Path()+".") {
			return nil
		}
		name = m.Name[strings.LastIndexByte(m.Name, '.')+1:]
	default:
		return nil
	}
	return AsVar(p.Lookup(name, pos))
}

// LockOfUse returns the variable of a lock: a field of some object on the way to
// the map, or a variable of its own.
func (p *Locks) LockOfUse(u Use, m state.Mark) *types.Var {
	if l, ok := p.variableLock(u.Node.Pos(), m.Place); ok && m.Place.Owner == "" {
		return l.Var
	}
	for n := 1; n <= 4; n++ {
		base := p.Peel(u.Expr, n)
		if base == nil {
			return nil
		}
		name := m.Place.Path
		for i := len(name) - 1; i >= 0; i-- {
			if name[i] == '.' {
				name = name[i+1:]
				break
			}
		}
		if l, ok := p.FieldLock(base, name); ok {
			return l.Var
		}
	}
	return nil
}

// LockNamed returns the lock that is a field of a type of this package by its name,
// "pkg.T.mu", nil if there is none.
func (p *Locks) LockNamed(name string) *types.Var {
	owner, field, _ := text.CutLast(name, ".")
	typ, ok := strings.CutPrefix(owner, p.Pkg.Path()+".")
	obj := p.Pkg.Scope().Lookup(typ)
	if !ok || obj == nil {
		return nil
	}
	found, _, _ := types.LookupFieldOrMethod(obj.Type(), true, p.Pkg, field)
	v := AsVar(found)
	if v == nil || !IsLock(v.Type()) {
		return nil
	}
	return v.Origin()
}
