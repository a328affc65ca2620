package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/state"
)

// upgrade makes a critical section that only reads one that writes: RLock and
// its RUnlock become Lock and Unlock, in the function of the write or, where
// that takes no lock, in those that call it.
func upgrade(p *planner, f *conflict.Finding) (string, func() *Plan) {
	u, ok := p.useAt(&f.Access.Access)
	fn := ast.Node(nil)
	if ok {
		fn = p.function(u.node)
	}
	m, held := readMark(f)
	if fn == nil || !held || !f.Access.Op.Writes() {
		return "", nil
	}
	v := p.lockOf(u, m)
	if v == nil {
		if v = p.lockField(m.Place.Owner); v == nil {
			return "", nil
		}
	}
	pos := u.pos()
	if f.Indirect {
		if pos = f.At; p.callAt(pos) == nil {
			return "", nil
		}
		fn = p.function(p.callAt(pos))
	}
	key := fmt.Sprintf("upgrade %d %s", pos, v.Name())
	return key, func() *Plan {
		plan := newPlan(fmt.Sprintf("take %s with Lock: the section writes", v.Name()))
		if upgradeIn(p, plan, fn, v, pos) {
			return plan
		}
		decl, ok := fn.(*ast.FuncDecl)
		if !ok || !upgradeCallers(p, plan, decl, v) {
			return nil
		}
		return plan
	}
}

// lockField returns the lock that is a field of a type of this package by its name,
// "pkg.T.mu", nil if there is none.
func (p *locks) lockField(name string) *types.Var {
	owner, field, _ := cutLast(name, ".")
	typ, ok := strings.CutPrefix(owner, p.Pkg.Path()+".")
	obj := p.Pkg.Scope().Lookup(typ)
	if !ok || obj == nil {
		return nil
	}
	found, _, _ := types.LookupFieldOrMethod(obj.Type(), true, p.Pkg, field)
	v := asVar(found)
	if v == nil || !lockType(v.Type()) {
		return nil
	}
	return v.Origin()
}

// readMark returns the lock that the access holds for reading.
func readMark(f *conflict.Finding) (state.Mark, bool) {
	for _, m := range f.Access.Marks.Locks() {
		if m.Mode == state.Read && m.Place.Known() {
			return *m, true
		}
	}
	return state.Mark{}, false
}

// lockOf returns the variable of a lock: a field of some object on the way to
// the map, or a variable of its own.
func (p *locks) lockOf(u use, m state.Mark) *types.Var {
	if l, ok := p.variableLock(u.node.Pos(), m.Place); ok && m.Place.Owner == "" {
		return l.v
	}
	for n := 1; n <= 4; n++ {
		base := p.peel(u.expr, n)
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
		if l, ok := p.fieldLock(base, name); ok {
			return l.v
		}
	}
	return nil
}

// upgradeIn changes the section of one function that contains pos.
func upgradeIn(p *planner, plan *Plan, fn ast.Node, v *types.Var, pos token.Pos) bool {
	var lock *ast.SelectorExpr
	var unlocks []*ast.SelectorExpr
	calls := p.lockCalls(fn, v)
	for _, c := range calls {
		if c.Sel.Name == "RLock" && c.Pos() < pos {
			lock, unlocks = c, nil
		} else if c.Sel.Name == "RLock" && len(unlocks) > 0 {
			break
		} else if c.Sel.Name == "RUnlock" && lock != nil {
			unlocks = append(unlocks, c)
		}
	}
	if lock == nil || len(unlocks) == 0 || lockedWithin(p, fn, lock, unlocks, v) {
		return false
	}
	f := p.file(fn.Pos())
	plan.add(f, replaceNode(lock.Sel, "Lock"))
	for _, c := range unlocks {
		plan.add(f, replaceNode(c.Sel, "Unlock"))
	}
	return true
}

// lockCalls returns the calls of methods of a lock in a function, in the order
// of the source; those in a deferred literal count, those in others do not.
func (p *locks) lockCalls(fn ast.Node, v *types.Var) []*ast.SelectorExpr {
	var out []*ast.SelectorExpr
	ast.Inspect(body(fn), func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			call, _ := p.parent(lit).(*ast.CallExpr)
			_, deferred := p.parent(call).(*ast.DeferStmt)
			return call != nil && call.Fun == lit && deferred
		}
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
		if !ok || len(c.Args) > 0 {
			return true
		}
		switch sel.Sel.Name {
		case "RLock", "RUnlock", "Lock", "Unlock":
			if p.lockOfMethod(sel) == v {
				out = append(out, sel)
			}
		}
		return true
	})
	return out
}

// lockOfMethod returns the lock whose method a selector is: the field that it
// names, or the one that is embedded.
func (p *locks) lockOfMethod(sel *ast.SelectorExpr) *types.Var {
	s := p.Info.Selections[sel]
	if s == nil {
		return nil
	}
	if path := s.Index(); len(path) > 1 { // promoted: the last field is the lock
		t := s.Recv()
		var v *types.Var
		for _, i := range path[:len(path)-1] {
			if ptr, ok := t.Underlying().(*types.Pointer); ok {
				t = ptr.Elem()
			}
			st, ok := t.Underlying().(*types.Struct)
			if !ok {
				return nil
			}
			v = st.Field(i)
			t = v.Type()
		}
		return origin(v)
	}
	return p.varOf(sel.X)
}

// lockedWithin reports whether something between a lock and the last of its
// unlocks takes the same lock again: two readers may, a writer may not.
func lockedWithin(p *planner, fn ast.Node, lock *ast.SelectorExpr, unlocks []*ast.SelectorExpr, v *types.Var) bool {
	end := unlocks[len(unlocks)-1].End()
	for _, u := range unlocks {
		if call, ok := p.parent(u).(*ast.CallExpr); ok {
			if _, deferred := p.parent(call).(*ast.DeferStmt); deferred {
				end = body(fn).End()
			}
		}
	}
	again := false
	ast.Inspect(body(fn), func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || c.Pos() < lock.End() || c.Pos() > end {
			return true
		}
		for _, callee := range p.mayCall(c) {
			again = again || p.of(callee).locks[v]
		}
		return true
	})
	return again
}

// mayCall returns the functions of this package that a call may lead to: the one
// that it names or, of a method of an interface, those that implement it.
func (p *pack) mayCall(c *ast.CallExpr) []*types.Func {
	callee := p.callee(c)
	if callee == nil {
		return nil
	}
	if callee = callee.Origin(); p.decls[callee] != nil {
		return []*types.Func{callee}
	}
	recv := callee.Signature().Recv()
	if recv == nil || !types.IsInterface(recv.Type()) {
		return nil
	}
	var out []*types.Func
	for _, fn := range p.funcs {
		own := fn.Signature().Recv()
		if fn.Name() == callee.Name() && own != nil && types.Implements(own.Type(), recv.Type().Underlying().(*types.Interface)) {
			out = append(out, fn)
		}
	}
	return out
}

// upgradeCallers changes the sections of all functions that call one which
// writes without a lock of its own.
func upgradeCallers(p *planner, plan *Plan, decl *ast.FuncDecl, v *types.Var) bool {
	callee, _ := p.Info.Defs[decl.Name].(*types.Func)
	if callee == nil || len(p.lockCalls(decl, v)) > 0 {
		return false
	}
	changed := false
	for _, fn := range p.funcs {
		d := p.decls[fn]
		if d.Body == nil {
			continue
		}
		at := token.NoPos
		ast.Inspect(d.Body, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && at == token.NoPos && slices.Contains(p.mayCall(c), callee) {
				at = c.Pos()
			}
			return true
		})
		if !at.IsValid() || p.lastLock(d, v, at) != "RLock" {
			continue
		}
		if !upgradeIn(p, plan, d, v, at) {
			return false
		}
		changed = true
	}
	return changed
}

// lastLock returns how a function has taken a lock that it holds at a position,
// as far as the order of the source tells: "Lock", "RLock", or "" if it does not
// hold it.
func (p *locks) lastLock(fn ast.Node, v *types.Var, at token.Pos) string {
	last := ""
	for _, c := range p.lockCalls(fn, v) {
		call, _ := p.parent(c).(*ast.CallExpr)
		_, deferred := p.parent(call).(*ast.DeferStmt)
		if c.Pos() > at || deferred {
			continue
		}
		if !strings.HasSuffix(c.Sel.Name, "Unlock") {
			last = c.Sel.Name
		} else if l := p.siblings(p.parent(call)); !terminates(l) || p.parent(p.parent(call)) == ast.Node(body(fn)) {
			last = "" // a branch that then leaves does not count
		}
	}
	return last
}
