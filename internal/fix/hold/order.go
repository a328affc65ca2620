package hold

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/place"
)

// safeOrder reports whether the guard can be taken at an access without a deadlock: no
// function takes a lock that the access holds while it holds the guard.
func safeOrder(p *repair.Planner, f *conflict.Finding, l code.Lock) bool {
	for _, m := range f.Access.Sync.Locks() {
		if !m.Place.Known() || m.Place.Owner == "" && m.Place.Kind != place.Global {
			return false
		}
		name := m.Place.Owner + m.Place.Name
		if m.Place.Path != "" {
			name = m.Place.Path
		}
		if nests(p, l.Var, text.LastName(name)) {
			return false
		}
	}
	return true
}

// nests reports whether some function takes a lock of the given name while it holds lock
// v: taken in the other order as well, the two could deadlock.
func nests(p *repair.Planner, v *types.Var, name string) bool {
	for _, fn := range p.Funcs {
		for c := range text.All[*ast.CallExpr](p.Tree, p.Decls[fn]) {
			if takesNamed(p, c, name) && p.HeldAs(p.EnclosingFunc(c), v, c.Pos()-1) != "" {
				return true
			}
		}
	}
	return false
}

// takesNamed reports whether a call takes a lock of the given name, or one whose name is
// not known.
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
