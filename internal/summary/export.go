package summary

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Facts calls f with the fact of the package (and a nil type) and of each type of which other
// packages need to know what its methods do, or which lock guards a field, in a fixed order.
// The accesses are those of [Package.RootAccesses]; reported says whether this package reports
// an access itself.
func (p *Package) Facts(accesses []effect.RootAccess, guards []effect.FieldGuard, reported func(effect.Pos) bool, f func(*types.TypeName, *effect.Fact)) {
	objs, sums := p.exported(accesses, reported)
	var order []*types.TypeName
	names := map[*types.TypeName][]string{}
	said := map[*types.TypeName][]*effect.Summary{}
	guarded := map[*types.TypeName][]*effect.FieldGuard{}
	seen := func(owner *types.TypeName) {
		if said[owner] == nil && guarded[owner] == nil {
			order = append(order, owner)
		}
	}
	for i, obj := range objs {
		owner := effect.FactOwner(obj)
		seen(owner)
		names[owner], said[owner] = append(names[owner], obj.Name()), append(said[owner], sums[i])
	}
	for i := range guards {
		g := guards[i].Portable(p.Fset)
		if owner := p.typeNamed(g.Write.Holder()); owner != nil {
			seen(owner)
			guarded[owner] = append(guarded[owner], g)
		}
	}
	for _, owner := range order {
		f(owner, effect.NewFact(names[owner], said[owner], guarded[owner]))
	}
}

// typeNamed returns the type of this package with that qualified name, nil if there is none.
func (p *Package) typeNamed(name string) *types.TypeName {
	local, ok := strings.CutPrefix(name, p.Types.Path()+".")
	if !ok {
		return nil
	}
	t, _ := p.Types.Scope().Lookup(local).(*types.TypeName)
	return t
}

// exported lists the functions that other packages can call and their summaries, in a fixed
// order, without those that have nothing to say.
func (p *Package) exported(accesses []effect.RootAccess, reported func(effect.Pos) bool) (objs []types.Object, sums []*effect.Summary) {
	add := func(obj types.Object, s *effect.Summary) {
		objs, sums = append(objs, obj), append(sums, s)
	}
	consistent := p.consistentlyLocked(accesses)
	for _, name := range p.Types.Scope().Names() {
		g := p.SSA.Var(name)
		if g == nil || !ast.IsExported(name) || p.GlobalFuncs[g] == nil {
			continue
		}
		if fn, binds := p.Closure(p.GlobalFuncs[g]); len(binds) == 0 && p.Summaries[fn] != nil {
			add(g.Object(), p.Summaries[fn].Portable(p.Fset, context.ExpectedLockset(p.Flows, fn), consistent, reported))
		}
	}
	for _, fn := range p.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !ast.IsExported(obj.Name()) || obj.Pkg() != p.Types || fn.Synthetic != "" {
			continue
		}
		if s := p.Summaries[fn]; s != nil {
			s := s.Portable(p.Fset, context.ExpectedLockset(p.Flows, fn), consistent, reported)
			s.Capacities = p.RoomsOf(s)
			for i := range s.Results { // results that are plain data
				if !leadsToState(obj.Signature().Results().At(i).Type(), map[types.Type]bool{}) {
					s.Results[i] = place.Place{}
				}
			}
			if !s.Empty() || takesFunc(obj) {
				add(obj, s)
			}
		}
	}
	return objs, sums
}

// leadsToState reports whether a value of type t may lead to a map, a lock, a channel or a
// function. Types in seen are not examined again.
func leadsToState(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if typeq.IsJoinType(t) || typeq.IsLock(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Pointer:
		return leadsToState(u.Elem(), seen)
	case *types.Slice:
		return leadsToState(u.Elem(), seen)
	case *types.Array:
		return leadsToState(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if leadsToState(f.Type(), seen) {
				return true
			}
		}
		return false
	}
	return true // maps, channels, functions, interfaces, type parameters
}

// takesFunc reports whether a function has a parameter that is a function. Its summary is
// exported even if it is empty: it tells callers that the argument is not called.
func takesFunc(obj *types.Func) bool {
	params := obj.Type().(*types.Signature).Params()
	for i := range params.Len() {
		if typeq.IsFunc(params.At(i).Type()) {
			return true
		}
	}
	return false
}

// consistentlyLocked returns the maps, by their keys, that other packages need not know: those
// in variables that only this package can name, that no function returns, and that are
// accessed under one lock throughout. This makes the facts of etcd and nats-server a seventh
// smaller. What is missed by it is found in this package itself.
func (p *Package) consistentlyLocked(accesses []effect.RootAccess) map[string]bool {
	locks := map[string][]string{} // the locks held at all accesses so far, by the key of the map
	for i := range accesses {
		u := &accesses[i]
		k := u.Key()
		if k == "" || u.Scalar != effect.NotScalar || u.Fresh {
			continue
		}
		held := lockNames(u.Sync)
		if before, ok := locks[k]; ok {
			held = slices.DeleteFunc(held, func(l string) bool { return !slices.Contains(before, l) })
		}
		locks[k] = held
	}
	for _, s := range p.Summaries {
		for _, p := range s.Results {
			delete(locks, effect.KeyAt(p))
		}
		for _, f := range s.ResultFields {
			delete(locks, effect.KeyAt(f.To))
		}
	}
	out := map[string]bool{}
	for k, held := range locks {
		out[k] = len(held) > 0 && !ast.IsExported(effect.FieldOf(k))
	}
	return out
}

// lockNames returns the keys of the locks that are certainly held.
func lockNames(ms state.SyncSet) []string {
	var out []string
	for _, m := range ms {
		if m.Must && m.IsLock() && m.Place.Variable() {
			out = append(out, effect.KeyAt(m.Place))
		}
	}
	return out
}
