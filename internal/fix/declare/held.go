package declare

import (
	"fmt"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// UseHeld brings the accesses to a map under the lock, or the channel used as one, that
// other accesses hold already, where neither access of the finding holds a lock. A new
// lock would not exclude the accesses that hold the old one.
func UseHeld(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	v := unguardedVar(p, f)
	if v == nil {
		return "", nil
	}
	held := lockedAccesses(p, f, v)
	if len(held) == 0 {
		return "", nil
	}
	return fmt.Sprintf("held %d", v.Pos()), func() *repair.Plan {
		h, ok := mostHeld(held)
		if !ok {
			return nil
		}
		uses, ok := usesToCover(p, f, v)
		if !ok {
			return nil
		}
		bare, ok := usesWithout(p, h, f, uses)
		if !ok || len(bare) == 0 {
			return nil
		}
		plan := repair.NewPlan("")
		covered := section.CoverAll(p, plan, bare, func(u code.Use) (code.Lock, bool) {
			l, ok := heldAt(p, h, u)
			plan.Message = "hold " + l.Expr
			return l, ok && (l.Channel != nil || !p.CalledUnder(p.EnclosingFunc(u.Node), l.Var))
		})
		if !covered {
			return nil
		}
		return plan
	}
}

// isShared reports whether a variable is a field or a package variable.
func isShared(p *repair.Planner, v *types.Var) bool {
	return v.IsField() || v.Parent() == p.Pkg.Scope()
}

// usesToCover returns the uses of a map that need a lock: all of a field or a package
// variable, those that conflict of a local one; ok is false if some use is not known.
func usesToCover(p *repair.Planner, f *conflict.Finding, v *types.Var) (uses []code.Use, ok bool) {
	d := &declaration{Planner: p, v: v, vars: []*types.Var{v}, file: p.File(v.Pos())}
	if isShared(p, v) {
		return d.all()
	}
	return d.conflicting(f)
}

// lockedAccesses returns the accesses to the map of a finding, in variable v, that hold a
// lock or a channel used as one.
func lockedAccesses(p *repair.Planner, f *conflict.Finding, v *types.Var) []*effect.Access {
	var out []*effect.Access
	add := func(a *effect.Access) {
		if len(exclusive(a)) > 0 && a.Pos.Text == "" && !p.InTest(a.Pos.At()) {
			out = append(out, a)
		}
	}
	for i := range f.Racing {
		add(&f.Racing[i].Access)
	}
	if !isShared(p, v) {
		return out
	}
	for _, file := range p.Files {
		for _, u := range p.UsesOf(v, file) {
			for _, a := range p.AccessesOf(u) {
				if !a.Fresh {
					add(&a.Access)
				}
			}
		}
	}
	return out
}

// exclusive returns the locks that an access holds, and the channels used as locks.
func exclusive(a *effect.Access) []state.SyncFact {
	var out []state.SyncFact
	for _, m := range a.Sync {
		isLock := m.Kind <= state.Read && m.Must
		if m.Place.Known() && (isLock || m.Kind == state.Semaphore) {
			out = append(out, *m)
		}
	}
	return out
}

// held is a lock with an access that holds it.
type held struct {
	mark state.SyncFact
	way  string // the path from the object with the lock to the map, as in [conflict.Guard]
	by   *effect.Access
}

// mostHeld returns the lock that most of some accesses hold, the first of several.
func mostHeld(list []*effect.Access) (best held, ok bool) {
	most := 0
	for _, a := range list {
		for _, m := range exclusive(a) {
			n := 0
			for _, b := range list {
				if holdsLike(b, m) {
					n++
				}
			}
			if n > most {
				best, most = held{mark: m, by: a}, n
			}
		}
	}
	if best.by == nil || best.mark.Kind == state.Semaphore {
		return best, best.by != nil
	}
	m, way, ok := guard.Of(best.by)
	best.way = way
	return best, ok && m.Place == best.mark.Place
}

// holdsLike reports whether an access holds lock m, or that lock of another object of the
// type.
func holdsLike(a *effect.Access, m state.SyncFact) bool {
	if m.Kind <= state.Read {
		return guard.Holds(a, m)
	}
	for _, n := range a.Sync {
		sameOwner := n.Place.Owner != "" && n.Place.Owner == m.Place.Owner
		if n.Kind == m.Kind && (sameOwner || n.Place == m.Place) {
			return true
		}
	}
	return false
}

// usesWithout returns those of some uses of a map that do not hold a lock; ok is false if
// a use holds it on some paths only, or holds another lock: the fix would add an order of
// the two locks.
func usesWithout(p *repair.Planner, h held, f *conflict.Finding, uses []code.Use) (bare []code.Use, ok bool) {
	for _, u := range uses {
		at := accessesOf(p, f, u)
		holds, others := 0, 0
		for _, a := range at {
			switch {
			case holdsLike(a, h.mark):
				holds++
			case len(exclusive(a)) > 0:
				others++
			}
		}
		switch {
		case others > 0 || holds > 0 && holds < len(at):
			return nil, false
		case holds == 0:
			bare = append(bare, u)
		}
	}
	return bare, true
}

// accessesOf returns the accesses of a use that the analysis lists or a finding has.
func accessesOf(p *repair.Planner, f *conflict.Finding, u code.Use) (out []*effect.Access) {
	for _, a := range p.AccessesOf(u) {
		out = append(out, &a.Access)
	}
	for i := range f.Racing {
		if r, ok := p.UseAt(&f.Racing[i].Access); ok && r.Node == u.Node {
			out = append(out, &f.Racing[i].Access)
		}
	}
	return out
}
