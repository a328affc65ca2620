package fix

import (
	"go/ast"
	"go/types"
	"slices"
)

// changedWith returns the variables that need one guard with v: if it is a field, the
// maps of the same struct that some function changes together with it, and those that
// are changed together with these. Two mutexes would let others see one map
// changed and the other one not yet.
func changedWith(p *planner, v *types.Var) []*types.Var {
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

// siblingMaps returns the other maps of the struct that has v, which are not known to
// have a guard; none if v is not a field.
func siblingMaps(p *planner, v *types.Var) (out []*types.Var) {
	has := func(w *types.Var) bool {
		return w != nil && w != v && isMap(w.Type()) && w.Name() != "_" && !everLocked(p, w)
	}
	_, st := p.fieldDecl(v)
	if st == nil {
		return nil
	}
	for _, f := range st.Fields.List {
		for _, id := range f.Names {
			if w := asVar(p.Info.Defs[id]); len(f.Names) == 1 && has(w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// everLocked reports whether some access to a map holds a lock.
func everLocked(p *planner, v *types.Var) bool {
	for _, f := range p.Files {
		for _, u := range p.usesOf(v, f) {
			for _, a := range p.known(u) {
				if a.Marks.NumLocks() > 0 {
					return true
				}
			}
		}
	}
	return false
}

// changers returns the functions that change a map which others may have.
func changers(p *planner, v *types.Var) map[ast.Node]bool {
	d := &declaration{planner: p}
	out := map[ast.Node]bool{}
	for _, f := range p.Files {
		for _, u := range p.usesOf(v, f) {
			if fn := p.function(u.node); u.write && u.known && fn != nil && !d.unshared(u) {
				out[fn] = true
			}
		}
	}
	return out
}

func overlap(a, b map[ast.Node]bool) bool {
	for n := range a {
		if b[n] {
			return true
		}
	}
	return false
}

// A group is the uses of one function that one lock covers.
type group struct {
	fn   ast.Node
	l    lock
	uses []use
}

// coverAll adds to a plan what puts uses in several functions under locks, which
// lockAt names at each; false if that is not safe.
func coverAll(p *planner, plan *Plan, uses []use, lockAt func(use) (lock, bool)) bool {
	var groups []*group
	for _, u := range uses {
		l, ok := lockAt(u)
		if !ok {
			return false
		}
		fn := p.function(u.node)
		i := slices.IndexFunc(groups, func(g *group) bool { return g.fn == fn && g.l.expr == l.expr })
		if i < 0 {
			groups = append(groups, &group{fn: fn, l: l})
			i = len(groups) - 1
		}
		groups[i].uses = append(groups[i].uses, u)
	}
	for _, g := range groups {
		es, ok := cover(p, g.fn, g.l, g.uses)
		if !ok {
			return false
		}
		plan.add(p.file(g.fn.Pos()), es...)
	}
	return len(groups) > 0
}
