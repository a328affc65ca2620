package declare

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
)

// changedWith returns v and the variables that need one guard with it: the maps of the
// same struct that some function changes together with v or with another of them. With
// two mutexes, another goroutine could see one map changed and the other not yet.
func changedWith(p *repair.Planner, v *types.Var) []*types.Var {
	group := []*types.Var{v}
	near := siblingMaps(p, v)
	changed := map[*types.Var]map[ast.Node]bool{}
	for _, w := range append(near, v) {
		changed[w] = changers(p, w)
	}
	for i := 0; i < len(group); i++ {
		for _, w := range near {
			if !slices.Contains(group, w) && overlap(changed[group[i]], changed[w]) {
				group = append(group, w)
			}
		}
	}
	slices.SortFunc(group, func(a, b *types.Var) int { return int(a.Pos() - b.Pos()) })
	return group
}

// siblingMaps returns the other maps of the struct with field v, without those that have a
// guard; none if v is not a field.
func siblingMaps(p *repair.Planner, v *types.Var) (out []*types.Var) {
	isOther := func(w *types.Var) bool { return w != v && w.Name() != "_" && code.IsMap(w.Type()) }
	_, st := p.FieldDecl(v)
	if st == nil {
		return nil
	}
	for _, f := range st.Fields.List {
		if len(f.Names) != 1 {
			continue
		}
		for _, id := range f.Names {
			if w := code.AsVar(p.Info.Defs[id]); w != nil && isOther(w) && !everLocked(p, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// everLocked reports whether some access to a map holds a lock.
func everLocked(p *repair.Planner, v *types.Var) bool {
	for _, f := range p.Files {
		for _, u := range p.UsesOf(v, f) {
			for _, a := range p.AccessesOf(u) {
				if a.Sync.NumLocks() > 0 {
					return true
				}
			}
		}
	}
	return false
}

// changers returns the functions that change a map of an object that other code may have.
func changers(p *repair.Planner, v *types.Var) map[ast.Node]bool {
	out := map[ast.Node]bool{}
	for _, f := range p.Files {
		for _, u := range p.UsesOf(v, f) {
			fn := p.EnclosingFunc(u.Node)
			changes := u.Write && u.IsOperation
			if fn != nil && changes && !p.Unshared(u) {
				out[fn] = true
			}
		}
	}
	return out
}

// overlap reports whether two sets have an element in common.
func overlap(a, b map[ast.Node]bool) bool {
	for n := range a {
		if b[n] {
			return true
		}
	}
	return false
}
