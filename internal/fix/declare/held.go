package declare

import (
	"fmt"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// UseHeld puts the accesses to a map under the lock, or the channel used as one, that
// other accesses to it hold already, although neither access of the finding may hold
// a lock. A second lock would protect nothing from those that hold the first.
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
		h, ok := mostHeld(p, held)
		if !ok {
			return nil
		}
		d := &declaration{Planner: p, v: v, vars: []*types.Var{v}, file: p.File(v.Pos())}
		var uses []code.Use
		if v.IsField() || v.Parent() == p.Pkg.Scope() {
			uses, ok = d.all()
		} else {
			uses, ok = d.conflicting(f)
		}
		if !ok {
			return nil
		}
		bare, ok := usesWithout(p, h, f, uses)
		if !ok || len(bare) == 0 {
			return nil
		}
		plan := repair.NewPlan("")
		if !section.CoverAll(p, plan, bare, func(u code.Use) (code.Lock, bool) {
			l, ok := heldAt(p, h, u)
			plan.Message = "hold " + l.Expr
			return l, ok && (l.Channel != nil || !p.CalledUnder(p.EnclosingFunc(u.Node), l.Var))
		}) {
			return nil
		}
		return plan
	}
}

// lockedAccesses lists the accesses to the map in v, that of a finding, which hold a lock or
// a channel used as one.
func lockedAccesses(p *repair.Planner, f *conflict.Finding, v *types.Var) []*summary.Access {
	var out []*summary.Access
	add := func(a *summary.Access) {
		if len(exclusive(a)) > 0 && a.Pos.Text == "" && !p.InTest(a.Pos.At()) {
			out = append(out, a)
		}
	}
	for i := range f.Racing {
		add(&f.Racing[i].Access)
	}
	if v.IsField() || v.Parent() == p.Pkg.Scope() {
		for _, file := range p.Files {
			for _, u := range p.UsesOf(v, file) {
				for _, a := range p.AccessesOf(u) {
					if !a.Fresh {
						add(&a.Access)
					}
				}
			}
		}
	}
	return out
}

// exclusive lists what keeps others out of an access: locks, and channels used as
// one.
func exclusive(a *summary.Access) []state.Mark {
	var out []state.Mark
	for _, m := range a.Marks {
		if m.Place.Known() && (m.Mode == state.Semaphore || m.Mode <= state.Read && m.Must) {
			out = append(out, *m)
		}
	}
	return out
}

// held is a lock as one access holds it.
type held struct {
	mark state.Mark
	way  string // from the object of a lock to the map, as in [conflict.Guard]
	by   *summary.Access
}

// mostHeld returns the lock that most of some accesses hold, the first of several.
func mostHeld(p *repair.Planner, list []*summary.Access) (best held, ok bool) {
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
	if best.by == nil || best.mark.Mode == state.Semaphore {
		return best, best.by != nil
	}
	m, way, ok := conflict.Guard(best.by)
	best.way = way
	return best, ok && m.Place == best.mark.Place
}

// holdsLike reports whether an access holds a lock like m: the same, or that of
// another object of the type.
func holdsLike(a *summary.Access, m state.Mark) bool {
	if m.Mode <= state.Read {
		return conflict.Holds(a, m)
	}
	for _, n := range a.Marks {
		if n.Mode == m.Mode && (n.Place == m.Place || n.Place.Owner != "" && n.Place.Owner == m.Place.Owner) {
			return true
		}
	}
	return false
}

// usesWithout returns those of some uses of a map that do not hold a lock; ok is false if
// one holds it on some ways only, or holds another lock, so that an order of the two
// would come into being.
func usesWithout(p *repair.Planner, h held, f *conflict.Finding, uses []code.Use) (bare []code.Use, ok bool) {
	for _, u := range uses {
		var at []*summary.Access
		for _, a := range p.AccessesOf(u) {
			at = append(at, &a.Access)
		}
		for i := range f.Racing {
			if r, ok := p.UseAt(&f.Racing[i].Access); ok && r.Node == u.Node {
				at = append(at, &f.Racing[i].Access)
			}
		}
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
