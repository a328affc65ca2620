package hold

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Upgrade makes a critical section that only reads one that writes: RLock and
// its RUnlock become Lock and Unlock, in the function of the write or, where
// that takes no lock, in those that call it.
func Upgrade(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	u, ok := p.UseAt(&f.Access.Access)
	fn := ast.Node(nil)
	if ok {
		fn = p.EnclosingFunc(u.Node)
	}
	m, held := readMark(f)
	if fn == nil || !held || !f.Access.Op.Writes() {
		return "", nil
	}
	v := p.LockOfUse(u, m)
	if v == nil {
		if v = p.LockNamed(m.Place.Owner); v == nil {
			return "", nil
		}
	}
	pos := u.Pos()
	if f.Indirect {
		if pos = f.At; p.CallAt(pos) == nil {
			return "", nil
		}
		fn = p.EnclosingFunc(p.CallAt(pos))
	}
	key := fmt.Sprintf("upgrade %d %s", pos, v.Name())
	return key, func() *repair.Plan {
		plan := repair.NewPlan(fmt.Sprintf("take %s with Lock: the section writes", v.Name()))
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

// readMark returns the lock that the access holds for reading.
func readMark(f *conflict.Finding) (state.Mark, bool) {
	for _, m := range f.Access.Marks.Locks() {
		if m.Mode == state.Read && m.Place.Known() {
			return *m, true
		}
	}
	return state.Mark{}, false
}

// upgradeIn changes the section of one function that contains pos.
func upgradeIn(p *repair.Planner, plan *repair.Plan, fn ast.Node, v *types.Var, pos token.Pos) bool {
	var lock *ast.SelectorExpr
	var unlocks []*ast.SelectorExpr
	calls := p.LockCalls(fn, v)
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
	f := p.File(fn.Pos())
	plan.Add(f, text.ReplaceNode(lock.Sel, "Lock"))
	for _, c := range unlocks {
		plan.Add(f, text.ReplaceNode(c.Sel, "Unlock"))
	}
	return true
}

// lockedWithin reports whether something between a lock and the last of its
// unlocks takes the same lock again: two readers may, a writer may not.
func lockedWithin(p *repair.Planner, fn ast.Node, lock *ast.SelectorExpr, unlocks []*ast.SelectorExpr, v *types.Var) bool {
	end := unlocks[len(unlocks)-1].End()
	for _, u := range unlocks {
		if call, ok := p.Parent(u).(*ast.CallExpr); ok {
			if _, deferred := p.Parent(call).(*ast.DeferStmt); deferred {
				end = text.Body(fn).End()
			}
		}
	}
	again := false
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || c.Pos() < lock.End() || c.Pos() > end {
			return true
		}
		for _, callee := range p.MayCall(c) {
			again = again || p.EffectOf(callee).Locks[v]
		}
		return true
	})
	return again
}

// upgradeCallers changes the sections of all functions that call one which
// writes without a lock of its own.
func upgradeCallers(p *repair.Planner, plan *repair.Plan, decl *ast.FuncDecl, v *types.Var) bool {
	callee, _ := p.Info.Defs[decl.Name].(*types.Func)
	if callee == nil || len(p.LockCalls(decl, v)) > 0 {
		return false
	}
	changed := false
	for _, fn := range p.Funcs {
		d := p.Decls[fn]
		if d.Body == nil {
			continue
		}
		at := token.NoPos
		ast.Inspect(d.Body, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && at == token.NoPos && slices.Contains(p.MayCall(c), callee) {
				at = c.Pos()
			}
			return true
		})
		if !at.IsValid() || p.HeldAs(d, v, at) != "RLock" {
			continue
		}
		if !upgradeIn(p, plan, d, v, at) {
			return false
		}
		changed = true
	}
	return changed
}
