package declare

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
)

// all returns the uses of the variables in the package that are not of an
// object which nobody else has yet; ok is false if a map goes where it cannot
// be followed, or is read or raced with in some way that is not among the uses.
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

// complete reports whether some uses are all accesses that a finding about one of
// the variables is about: a map has other names too, such as the variable from which
// an object got it.
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

// conflicting returns the uses of a local map that are in some conflict; ok is
// false if one is made through another variable.
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
