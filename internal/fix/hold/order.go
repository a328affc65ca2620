package hold

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/place"
)

// safeOrder reports whether the guard may be taken where the access is made: if
// another lock is held there, nobody takes that one while holding the guard.
func safeOrder(p *repair.Planner, f *conflict.Finding, l code.Lock) bool {
	for _, m := range f.Access.Marks.Locks() {
		if !m.Place.Known() || m.Place.Owner == "" && m.Place.Kind != place.Global {
			return false
		}
		name := m.Place.Owner + m.Place.Name
		if m.Place.Path != "" {
			name = m.Place.Path
		}
		if nests(p, l.Var, name[strings.LastIndexByte(name, '.')+1:]) {
			return false
		}
	}
	return true
}

// nests reports whether some function takes a lock by the given name while it
// holds lock v: who took them in the other order could wait for ever.
func nests(p *repair.Planner, v *types.Var, name string) bool {
	for _, fn := range p.Funcs {
		found := false
		ast.Inspect(p.Decls[fn], func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || found || !takesNamed(p, c, name) {
				return !found
			}
			found = p.HeldAs(p.EnclosingFunc(c), v, c.Pos()-1) != ""
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
func takesNamed(p *repair.Planner, c *ast.CallExpr, name string) bool {
	callee := p.Callee(c)
	if callee == nil {
		return false
	}
	locks := map[*types.Var]bool{}
	if v := p.LockOfCall(c, callee); v != nil && !strings.HasSuffix(callee.Name(), "Unlock") {
		locks[v] = true
	} else if v == nil && p.Decls[callee.Origin()] != nil {
		locks = p.EffectOf(callee).Locks
	}
	for v := range locks {
		if v.Name() == name || v.Name() == "" {
			return true
		}
	}
	return false
}
