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

// Guard declares a mutex beside a map that has no guard and holds it at accesses to the
// map: for a local variable at those that conflict, for a field or a package variable at
// all that are not of a new object. Maps that are changed together get one mutex.
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

// unguardedVar returns the variable that holds the map of a finding if neither access
// holds a lock, nil otherwise.
func unguardedVar(p *repair.Planner, f *conflict.Finding) *types.Var {
	if f.HasGuard || f.Indirect || f.Access.Sync.NumLocks()+f.Other.Sync.NumLocks() > 0 {
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

// A declaration is a new guard for variable v, and for the others in vars.
type declaration struct {
	*repair.Planner
	v    *types.Var
	vars []*types.Var // in the order of the source; fields of one struct if there are several
	file *ast.File
	hops []hop // for a local variable: the functions that get the map as a parameter
}

// exposed reports whether other packages can access a variable: they would need the new
// guard, which they cannot name.
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

// list returns the names of the variables, for a message.
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

// mutex returns the type of the guard: an RWMutex if most uses read.
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

// plan makes the plan that declares the guard, with the edit that declare returns for its
// type, and brings the uses under it; nameAt returns the guard as the code at a use names
// it.
func (d *declaration) plan(uses []code.Use, declare func(typ string) text.Edit, nameAt func(code.Use) (code.Lock, bool)) *repair.Plan {
	kind, shared := d.mutex(uses)
	sync, es := d.Import(d.file, "sync")
	plan := repair.NewPlan(fmt.Sprintf("guard %s with a mutex", d.list()))
	plan.SeveralMaps = len(d.vars) > 1
	plan.Add(d.file, es...)
	plan.Add(d.file, declare(sync+"."+kind))
	covered := section.CoverAll(d.Planner, plan, uses, func(u code.Use) (code.Lock, bool) {
		l, ok := nameAt(u)
		l.Shared = shared
		return l, ok
	})
	if !covered {
		return nil
	}
	return plan
}
