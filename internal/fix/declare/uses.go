package declare

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
)

// all returns the uses of the variables in the package, without those of objects that
// no other code has yet; ok is false if a map goes where it cannot be followed, or if a
// finding has an access that is not among the uses.
func (d *declaration) all() (out []code.Use, ok bool) {
	for _, file := range d.Files {
		for _, v := range d.vars {
			for _, u := range d.UsesOf(v, file) {
				if d.EnclosingFunc(u.Node) == nil || d.Unshared(u) {
					continue
				}
				if !u.IsOperation {
					return nil, false
				}
				out = append(out, u)
			}
		}
		walked, ok := d.reflected(file)
		if !ok {
			return nil, false
		}
		out = append(out, walked...)
	}
	slices.SortStableFunc(out, func(a, b code.Use) int { return int(a.Pos() - b.Pos()) })
	return out, d.complete(out)
}

// complete reports whether the accesses of all findings about the variables are among some
// uses. A map may have other names too, such as the variable that an object got it from.
func (d *declaration) complete(uses []code.Use) bool {
	at := map[ast.Node]bool{}
	for _, u := range uses {
		at[u.Node] = true
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		if v := unguardedVar(d.Planner, f); v == nil || !slices.Contains(d.vars, v) {
			continue
		}
		for k := range f.Racing {
			if u, ok := d.UseAt(&f.Racing[k].Access); !ok || !at[u.Node] {
				return false
			}
		}
	}
	return true
}

// conflicting returns the uses of a local map that conflict; ok is false if one goes
// through another variable.
func (d *declaration) conflicting(f *conflict.Finding) (uses []code.Use, ok bool) {
	seen := map[token.Pos]bool{}
	for _, it := range f.Racing {
		u, ok := d.UseAt(&it.Access)
		if !ok || d.name(d.Target(u), "") == nil {
			return nil, false
		}
		if full := d.UseOf(u.Expr); full.IsOperation {
			full.Write = full.Write || it.Op.Writes()
			u = full
		}
		if !seen[u.Pos()] {
			seen[u.Pos()] = true
			uses = append(uses, u)
		}
	}
	slices.SortFunc(uses, func(a, b code.Use) int { return int(a.Pos() - b.Pos()) })
	return uses, true
}
