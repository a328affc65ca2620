package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// useGuard puts an access, with the others of its function that need it, under
// the guard that the map has.
func useGuard(p *planner, f *conflict.Finding) (string, func() *Plan) {
	if !f.HasGuard || conflict.Holds(&f.Access.Access, f.Guard) {
		return "", nil
	}
	u, l, way := findAccess(p, f)
	if way == notFound {
		return "", nil
	}
	fn := p.function(u.node)
	if fn == nil || !p.takesAlready(fn, l) && (!safeOrder(p, f, l) || p.calledUnder(fn, l.v)) || f.Way == conflict.ByOwner && way != byName && !otherTakes(p, f, l) {
		return "", nil
	}
	if owner := p.owners[covered{fn, l.expr}]; owner != "" {
		return owner, func() *Plan { return nil }
	}
	key := fmt.Sprintf("guard %d %s", fn.Pos(), l.expr)
	if way == byCall {
		key += fmt.Sprintf(" %d", f.Via)
	}
	return key, func() *Plan {
		plan := newPlan(fmt.Sprintf("hold %s", l.expr))
		uses := []use{u}
		if way != byCall {
			uses = withSameLock(p, fn, l, unlockedUses(p, f, fn, u, l))
		}
		es, ok := cover(p, fn, l, uses)
		if !ok || way != byCall && !coverElsewhere(p, plan, f, fn) {
			return nil
		}
		plan.add(p.file(fn.Pos()), es...)
		return plan
	}
}

// reached says how the place is known that is to come under a lock.
type reached uint8

const (
	notFound reached = iota
	direct           // the access, under the lock of an object on the way to the map
	byName           // the access, under a lock that the other access calls by its name
	byCall           // the call that leads to the access
)

// findAccess returns what a finding is about and the lock that it needs: the access
// itself, or the call of a function that relies on its callers, unless that takes
// the lock elsewhere by itself.
func findAccess(p *planner, f *conflict.Finding) (use, lock, reached) {
	u, found := p.useAt(&f.Access.Access)
	var l lock
	ok := false
	if found {
		l, ok = p.lockAt(u.expr, f.Guard, f.Way)
	}
	switch {
	case ok && (!f.Via.IsValid() || p.takesAlready(p.function(u.node), l)):
		return u, l, direct
	case f.Via.IsValid():
		if u, l, ok = callUnderLock(p, f); ok {
			return u, l, byCall
		}
	case found:
		if l, ok = lockBeside(p, f, u); ok {
			return u, l, byName
		}
	}
	return use{}, lock{}, notFound
}

// takesAlready reports whether a function takes the lock itself, elsewhere, and no
// other one: then its callers do not hold it, and the locks that they hold are taken
// before it.
func (p *locks) takesAlready(fn ast.Node, l lock) bool {
	takes, others := false, false
	if fn == nil {
		return false
	}
	ast.Inspect(body(fn), func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || p.callee(c) == nil {
			return true
		}
		if v := p.lockVar(c, p.callee(c)); v != nil {
			same := v == l.v && p.src(ast.Unparen(c.Fun).(*ast.SelectorExpr).X) == l.expr
			takes, others = takes || same, others || !same
		}
		return true
	})
	return takes && !others
}

// lockBeside finds the lock that the other access holds by its name there, where
// it is a local variable of the function of the access that has no other value.
func lockBeside(p *planner, f *conflict.Finding, u use) (lock, bool) {
	other, ok := p.useAt(&f.Other.Access)
	if !ok || p.function(other.node) == nil {
		return lock{}, false
	}
	fn := p.function(other.node)
	var found []lock
	ast.Inspect(body(fn), func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Lock" && sel.Sel.Name != "RLock" {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		v := asVar(p.Info.Uses[id])
		if v == nil || v.Parent() == p.Pkg.Scope() || v.IsField() || p.lookup(id.Name, u.node.Pos()) != types.Object(v) ||
			p.lastLock(fn, v, other.pos()) == "" || !p.constant(v) {
			return true
		}
		if !slices.ContainsFunc(found, func(l lock) bool { return l.v == v }) {
			found = append(found, lock{expr: id.Name, v: v, shared: hasMethod(v.Type(), p.Pkg, "RLock")})
		}
		return true
	})
	if len(found) != 1 || !lockType(found[0].v.Type()) {
		return lock{}, false
	}
	return found[0], true
}

// otherTakes reports whether the other access goes through the object of lock l
// and its function takes that lock.
func otherTakes(p *planner, f *conflict.Finding, l lock) bool {
	u, ok := p.useAt(&f.Other.Access)
	if !ok {
		return false
	}
	other, ok := p.ownerLock(u.expr, f.Guard)
	fn := p.function(u.node)
	return ok && fn != nil && other.v == l.v && len(p.lockCalls(fn, l.v)) > 0
}

// unlockedUses returns the uses of a map in a function that do not hold the lock, u
// among them.
func unlockedUses(p *planner, f *conflict.Finding, fn ast.Node, u use, l lock) []use {
	v := p.target(u)
	if v == nil {
		return []use{u}
	}
	var out []use
	seen := false
	for _, o := range p.usesOf(v, fn) {
		same := o.pos() == u.pos()
		if p.function(o.node) != fn || !same && !needsLock(p, f, v, o, fn, l) {
			continue
		}
		if other, ok := p.lockAt(o.expr, f.Guard, f.Way); ok && other.expr != l.expr || !ok && l.base != nil {
			continue
		}
		if same {
			if seen {
				continue
			}
			o.write = o.write || u.write || f.Access.Op.Writes()
			seen = true
		}
		out = append(out, o)
	}
	if !seen {
		out = append(out, u)
		slices.SortFunc(out, func(a, b use) int { return int(a.pos() - b.pos()) })
	}
	return out
}

// needsLock reports whether a use of variable v in function fn, other than the
// reported one, needs guard l too.
func needsLock(p *planner, f *conflict.Finding, v *types.Var, o use, fn ast.Node, l lock) bool {
	if !o.known {
		return false
	}
	if p.racing[o.pos()] {
		return !p.holdsAt(o.pos(), f.Guard)
	}
	if !v.IsField() && v.Parent() != p.Pkg.Scope() {
		return false
	}
	uses := p.at[o.pos()]
	for _, a := range uses {
		if a.Fresh || conflict.Holds(&a.Access, f.Guard) {
			return false
		}
	}
	// Of accesses that are alike, a summary keeps the first.
	return len(uses) > 0 || p.lastLock(fn, l.v, o.pos()) == ""
}

// callUnderLock returns the call that leads to an access, and the lock as the
// caller names it: a function that says that its callers hold the lock does not
// take it.
func callUnderLock(p *planner, f *conflict.Finding) (use, lock, bool) {
	call := p.callAt(f.Via)
	if call == nil {
		return use{}, lock{}, false
	}
	u := use{node: call, expr: call, write: f.Access.Op.Writes(), known: true}
	l, ok := p.lockFrom(p.function(call), call.Pos(), f.Access.Place, f.Guard, f.Way)
	return u, l, ok
}

// callAt returns the call that the analysis places at a position.
func (p *pack) callAt(pos token.Pos) *ast.CallExpr {
	var call *ast.CallExpr
	if file := p.file(pos); file != nil {
		ast.Inspect(file, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && c.Lparen == pos {
				call = c
			}
			return call == nil
		})
	}
	return call
}

// lockFrom names a lock from the place of the map that it guards, as a function
// knows it.
func (p *locks) lockFrom(fn ast.Node, pos token.Pos, m place.Place, guard state.Mark, way string) (lock, bool) {
	if way == "" || guard.Place.Path == "" {
		return p.variableLock(pos, guard.Place)
	}
	owner, ok := strings.CutSuffix(m.Path, way)
	if !ok || strings.ContainsAny(owner, "[{#") {
		return lock{}, false
	}
	root := p.rootOf(fn, pos, m)
	if root == nil {
		return lock{}, false
	}
	name := guard.Place.Path[strings.LastIndexByte(guard.Place.Path, '.')+1:]
	t := root.Type()
	for _, field := range strings.Split(owner+"."+name, ".")[1:] {
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, field)
		v, ok := obj.(*types.Var)
		if !ok {
			return lock{}, false
		}
		t, root = v.Type(), v
	}
	if !lockType(t) {
		return lock{}, false
	}
	text := p.rootOf(fn, pos, m).Name() + owner
	if !root.Embedded() {
		text += "." + name
	}
	return lock{expr: text, v: root.Origin(), shared: hasMethod(t, p.Pkg, "RLock")}, true
}

// rootOf returns the variable at which a place begins, if it has a name where
// it is needed.
func (p *locks) rootOf(fn ast.Node, pos token.Pos, m place.Place) *types.Var {
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
	return asVar(p.lookup(name, pos))
}

// safeOrder reports whether the guard may be taken where the access is made: if
// another lock is held there, nobody takes that one while holding the guard.
func safeOrder(p *planner, f *conflict.Finding, l lock) bool {
	for _, m := range f.Access.Marks.Locks() {
		if !m.Place.Known() || m.Place.Owner == "" && m.Place.Kind != place.Global {
			return false
		}
		name := m.Place.Owner + m.Place.Name
		if m.Place.Path != "" {
			name = m.Place.Path
		}
		if nests(p, l.v, name[strings.LastIndexByte(name, '.')+1:]) {
			return false
		}
	}
	return true
}

// nests reports whether some function takes a lock by the given name while it
// holds lock v: who took them in the other order could wait for ever.
func nests(p *planner, v *types.Var, name string) bool {
	for _, fn := range p.funcs {
		found := false
		ast.Inspect(p.decls[fn], func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || found || !takesNamed(p, c, name) {
				return !found
			}
			found = p.lastLock(p.function(c), v, c.Pos()-1) != ""
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// takesNamed reports whether a call takes a lock by the given name, or one of which
// the name is not known.
func takesNamed(p *planner, c *ast.CallExpr, name string) bool {
	callee := p.callee(c)
	if callee == nil {
		return false
	}
	locks := map[*types.Var]bool{}
	if v := p.lockVar(c, callee); v != nil && !strings.HasSuffix(callee.Name(), "Unlock") {
		locks[v] = true
	} else if v == nil && p.decls[callee.Origin()] != nil {
		locks = p.of(callee).locks
	}
	for v := range locks {
		if v.Name() == name || v.Name() == "" {
			return true
		}
	}
	return false
}
