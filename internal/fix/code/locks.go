package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Locks finds how the code at some place names a lock, and where locks are taken and
// released.
type Locks struct{ *Package }

// LockAt finds how the code at a map expression names the lock m; way is the path from
// the object that has the lock to the map.
func (p *Locks) LockAt(e ast.Expr, m state.SyncFact, way string) (Lock, bool) {
	if m.Place.Path == "" || way == "" {
		return p.variableLock(e.Pos(), m.Place)
	}
	if t := p.Info.TypeOf(e); way == guard.ByOwner || t == nil || !IsMap(t) {
		return p.OwnerLock(e, m)
	}
	base := p.Peel(e, countSteps(way))
	if base == nil {
		return Lock{}, false
	}
	return p.FieldLock(base, text.LastName(m.Place.Path))
}

// OwnerLock returns the lock m of the first object with its type that an expression goes
// through.
func (p *Locks) OwnerLock(e ast.Expr, m state.SyncFact) (Lock, bool) {
	owner, name, _ := text.CutLast(m.Place.Owner, ".")
	for n := range 4 {
		base := p.Peel(e, n)
		if base == nil {
			return Lock{}, false
		}
		if QualifiedName(TypeOf(p.Info, base)) == owner {
			return p.FieldLock(base, name)
		}
	}
	return Lock{}, false
}

// FieldLock returns the lock that is a field of base, by its name.
func (p *Locks) FieldLock(base ast.Expr, name string) (Lock, bool) {
	if star, ok := base.(*ast.StarExpr); ok {
		base = ast.Unparen(star.X)
	}
	t := p.Info.TypeOf(base)
	object := p.Text(base)
	if t == nil || object == "" || !token.IsIdentifier(name) {
		return Lock{}, false
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, name)
	v, ok := obj.(*types.Var)
	if !ok || !IsLock(v.Type()) {
		return Lock{}, false
	}
	_, isPointer := v.Type().Underlying().(*types.Pointer)
	if inObject := !isPointer && !types.IsInterface(v.Type()); inObject && p.IsOwnCopy(base) {
		return Lock{}, false
	}
	l := Lock{Expr: object + "." + name, Var: v.Origin(), Shared: HasMethod(v.Type(), p.Pkg, "RLock"), Base: base}
	if v.Embedded() && HasMethod(t, p.Pkg, "Lock") {
		l.Expr = object // s.Lock for s.Mutex.Lock
	}
	return l, true
}

// variableLock returns a lock that is a variable, or a field of a package variable, if
// the code at a position can name it.
func (p *Locks) variableLock(pos token.Pos, pl place.Place) (Lock, bool) {
	name := pl.Name
	switch pl.Kind {
	case place.Global:
		if !strings.HasPrefix(name, p.Pkg.Path()+".") {
			return Lock{}, false
		}
		name = text.LastName(name)
	case place.Local:
		_, name, _ = strings.Cut(name, ":")
	default:
		return Lock{}, false
	}
	v, ok := p.Lookup(name, pos).(*types.Var)
	if !ok {
		return Lock{}, false
	}
	if global := v.Parent() == p.Pkg.Scope(); global != (pl.Kind == place.Global) || !global && !p.NeverReassigned(v) {
		return Lock{}, false
	}
	last := p.fieldAlong(v, pl.Path)
	if last == nil {
		return Lock{}, false
	}
	t := last.Type()
	if !IsLock(t) || !last.Embedded() && strings.ContainsAny(pl.Path, "[{") {
		return Lock{}, false
	}
	l := Lock{Expr: name + pl.Path, Var: last.Origin(), Shared: HasMethod(t, p.Pkg, "RLock")}
	if last.Embedded() {
		l.Expr = strings.TrimSuffix(l.Expr, "."+last.Name())
	}
	return l, true
}

// fieldAlong returns the last field of a path from a variable, the variable itself if
// the path is empty, nil if there is no such field.
func (p *Locks) fieldAlong(v *types.Var, path string) *types.Var {
	for _, field := range strings.Split(path, ".")[1:] {
		obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, p.Pkg, field)
		if v = AsVar(obj); v == nil {
			return nil
		}
	}
	return v
}

// LockFrom finds how a function names a lock, from the place of the map that the lock
// guards; way is the path from the object that has the lock to the map.
func (p *Locks) LockFrom(fn ast.Node, pos token.Pos, m place.Place, guard state.SyncFact, way string) (Lock, bool) {
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
	name := text.LastName(guard.Place.Path)
	v := p.fieldAlong(root, owner+"."+name)
	if v == nil || !IsLock(v.Type()) {
		return Lock{}, false
	}
	expr := root.Name() + owner
	if !v.Embedded() {
		expr += "." + name
	}
	return Lock{Expr: expr, Var: v.Origin(), Shared: HasMethod(v.Type(), p.Pkg, "RLock")}, true
}

// rootOf returns the variable at which a place begins, nil if a function cannot name it
// at a position.
func (p *Locks) rootOf(fn ast.Node, pos token.Pos, m place.Place) *types.Var {
	var name string
	switch m.Kind {
	case place.Param:
		decl, ok := fn.(*ast.FuncDecl)
		if !ok {
			return nil
		}
		params := paramNames(decl)
		if m.Index >= len(params) || params[m.Index] == nil {
			return nil
		}
		name = params[m.Index].Name
	case place.Global:
		if !strings.HasPrefix(m.Name, p.Pkg.Path()+".") {
			return nil
		}
		name = text.LastName(m.Name)
	default:
		return nil
	}
	return AsVar(p.Lookup(name, pos))
}

// paramNames returns the names of the receiver and the parameters of a function, nil for
// those that have none.
func paramNames(decl *ast.FuncDecl) (names []*ast.Ident) {
	for _, list := range []*ast.FieldList{decl.Recv, decl.Type.Params} {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			if len(field.Names) == 0 {
				names = append(names, nil)
			}
			names = append(names, field.Names...)
		}
	}
	return names
}

// LockOfUse returns the variable of a lock: a field of some object that the map
// expression goes through, or a variable.
func (p *Locks) LockOfUse(u Use, m state.SyncFact) *types.Var {
	if l, ok := p.variableLock(u.Node.Pos(), m.Place); ok && m.Place.Owner == "" {
		return l.Var
	}
	for n := 1; n <= 4; n++ {
		base := p.Peel(u.Expr, n)
		if base == nil {
			return nil
		}
		if l, ok := p.FieldLock(base, text.LastName(m.Place.Path)); ok {
			return l.Var
		}
	}
	return nil
}

// LockNamed returns the lock that is a field of a type of this package, by the name
// "pkg.T.mu"; nil if there is none.
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
