// Package declare has the fixers of maps that have no guard: they declare a mutex beside
// the map, or use the lock that other accesses to the map hold already, and hold it at
// every access that needs it.
//
// Fixers for maps that have a guard belong in package hold.
package declare

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Guard declares a mutex beside a map that has none and holds it at the
// accesses of the map: at those that conflict if it is a local variable, at all
// that are not of a new object if it is a field or a package variable. Maps that
// are changed together have one mutex.
func Guard(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	v := unguardedVar(p, f)
	if v == nil || len(lockedAccesses(p, f, v)) > 0 {
		return "", nil
	}
	var hops []hop
	if f.Thread != nil && !v.IsField() {
		ok := false
		if v, hops, ok = liftToSpawn(p, v, f.Thread.Pos.At()); !ok {
			return "", nil
		}
	}
	vars := changedWith(p, v)
	key := fmt.Sprintf("declare %d", vars[0].Pos())
	return key, func() *repair.Plan {
		d := &declaration{Planner: p, v: vars[0], vars: vars, hops: hops, file: p.File(vars[0].Pos())}
		if d.file == nil || d.exposed() {
			return nil
		}
		switch {
		case v.IsField():
			return d.field()
		case v.Parent() == p.Pkg.Scope():
			return d.global()
		}
		return d.local(f)
	}
}

// unguardedVar returns the variable that holds the map of a finding if neither of the
// two accesses holds a lock, nil otherwise.
func unguardedVar(p *repair.Planner, f *conflict.Finding) *types.Var {
	if f.HasGuard || f.Indirect || f.Access.Marks.NumLocks()+f.Other.Marks.NumLocks() > 0 {
		return nil
	}
	u, ok := p.UseAt(&f.Access.Access)
	if !ok {
		return nil
	}
	if v := p.Target(u); v != nil && v.Pkg() == p.Pkg {
		return v
	}
	return nil
}

// declaration is a guard to be declared for variable v, and for the others in vars.
type declaration struct {
	*repair.Planner
	v    *types.Var
	vars []*types.Var // in the order of the source; fields of one struct if there are several
	file *ast.File
	hops []hop // of a local variable: the functions that are given the map
}

// exposed reports whether other packages can access the variables: they would have
// to hold the new guard too, which they can neither see nor lock.
func (d *declaration) exposed() bool {
	if d.Pkg.Name() == "main" {
		return false
	}
	return slices.ContainsFunc(d.vars, func(v *types.Var) bool {
		if v.IsField() {
			typ := d.StructOf(v)
			return v.Exported() && (typ == nil || typ.Exported())
		}
		return v.Exported() && v.Parent() == d.Pkg.Scope()
	})
}

// list names the variables.
func (d *declaration) list() string {
	var names []string
	for _, v := range d.vars {
		names = append(names, v.Name())
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// mutex returns the type of the guard: readers share it where they are the
// majority.
func (d *declaration) mutex(uses []code.Use) (name string, shared bool) {
	writers := 0
	for _, u := range uses {
		if u.Write {
			writers++
		}
	}
	if readers := len(uses) - writers; readers > 2 && readers > 2*writers {
		return "RWMutex", true
	}
	return "Mutex", false
}

// plan declares the guard by edit decl and covers the uses; lockAt names the
// guard at one of them.
func (d *declaration) plan(uses []code.Use, decl func(typ string) (text.Edit, bool), lockAt func(code.Use, bool) (code.Lock, bool)) *repair.Plan {
	kind, shared := d.mutex(uses)
	sync, es := d.Import(d.file, "sync")
	at, ok := decl(sync + "." + kind)
	if !ok {
		return nil
	}
	plan := repair.NewPlan(fmt.Sprintf("guard %s with a mutex", d.list()))
	plan.SeveralMaps = len(d.vars) > 1
	plan.Add(d.file, es...)
	plan.Add(d.file, at)
	if !section.CoverAll(d.Planner, plan, uses, func(u code.Use) (code.Lock, bool) { return lockAt(u, shared) }) {
		return nil
	}
	return plan
}
