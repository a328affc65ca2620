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

// Upgrade makes a critical section for writing of one for reading: RLock and its RUnlock
// become Lock and Unlock, in the function of the write or, if that takes no lock, in the
// functions that call it.
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
func readMark(f *conflict.Finding) (state.SyncFact, bool) {
	for _, m := range f.Access.Sync.Locks() {
		if m.Kind == state.Read && m.Place.Known() {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}

// upgradeIn adds to a plan what makes the section that contains a position one for
// writing; it reports false if it cannot.
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

// lockedWithin reports whether a call between a lock and the last of its unlocks takes the
// same lock again: a section for reading may, one for writing would deadlock.
func lockedWithin(p *repair.Planner, fn ast.Node, lock *ast.SelectorExpr, unlocks []*ast.SelectorExpr, v *types.Var) bool {
	end := unlocks[len(unlocks)-1].End()
	for _, u := range unlocks {
		if call, ok := p.Parent(u).(*ast.CallExpr); ok && p.IsDeferred(call) {
			end = text.Body(fn).End()
		}
	}
	for c := range text.All[*ast.CallExpr](p.Tree, text.Body(fn)) {
		if c.Pos() < lock.End() || c.Pos() > end {
			continue
		}
		for _, callee := range p.MayCall(c) {
			if p.EffectOf(callee).Locks[v] {
				return true
			}
		}
	}
	return false
}

// upgradeCallers adds to a plan what makes the sections around the calls of a function
// sections for writing; it reports false if there is none, or one cannot change.
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
		call := firstCall(p, d, callee)
		if call == nil || p.HeldAs(d, v, call.Pos()) != "RLock" {
			continue
		}
		if !upgradeIn(p, plan, d, v, call.Pos()) {
			return false
		}
		changed = true
	}
	return changed
}

// firstCall returns the first call in a function that may call another one, nil if there
// is none.
func firstCall(p *repair.Planner, decl *ast.FuncDecl, callee *types.Func) *ast.CallExpr {
	for c := range text.All[*ast.CallExpr](p.Tree, decl.Body) {
		if slices.Contains(p.MayCall(c), callee) {
			return c
		}
	}
	return nil
}
