package summary

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Facts calls f for the package, by a nil type, and each of its types whose
// functions or methods do something that matters to others, in a fixed order. Uses
// are those of the package; reported says which accesses it reports itself.
func (e *Package) Facts(uses []effect.RootAccess, reported func(effect.Pos) bool, f func(*types.TypeName, *effect.Fact)) {
	objs, sums := e.exported(uses, reported)
	var order []*types.TypeName
	names := map[*types.TypeName][]string{}
	said := map[*types.TypeName][]*effect.Summary{}
	for i, obj := range objs {
		owner := effect.FactOwner(obj)
		if said[owner] == nil {
			order = append(order, owner)
		}
		names[owner], said[owner] = append(names[owner], obj.Name()), append(said[owner], sums[i])
	}
	for _, owner := range order {
		f(owner, effect.NewFact(names[owner], said[owner]))
	}
}

// exported lists, in a fixed order, what other packages can call and that has
// something to say to them.
func (e *Package) exported(uses []effect.RootAccess, reported func(effect.Pos) bool) (objs []types.Object, sums []*effect.Summary) {

	add := func(obj types.Object, s *effect.Summary) {
		objs, sums = append(objs, obj), append(sums, s)
	}
	settled := e.consistentlyLocked(uses)
	for _, name := range e.In.Pkg.Scope().Names() {
		g := e.SSA.Var(name)
		if g == nil || !ast.IsExported(name) || e.Globals[g] == nil {
			continue
		}
		if fn, binds := e.Closure(e.Globals[g]); len(binds) == 0 && e.Summaries[fn] != nil {
			add(g.Object(), e.Summaries[fn].Portable(e.In.Fset, context.ExpectedLockset(e.Flows, fn), settled, reported))
		}
	}
	for _, fn := range e.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !ast.IsExported(obj.Name()) || obj.Pkg() != e.In.Pkg || fn.Synthetic != "" {
			continue
		}
		if s := e.Summaries[fn]; s != nil {
			s := s.Portable(e.In.Fset, context.ExpectedLockset(e.Flows, fn), settled, reported)
			s.Capacities = program.RoomsOf(e.Program, s)
			for i := range s.Results { // getters of plain data
				if !holds(obj.Signature().Results().At(i).Type(), map[types.Type]bool{}) {
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

// holds reports whether a value of type t may lead to a map, a lock, a channel or a
// function, types already seen left out.
func holds(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if ssaq.IsSyncType(t) || ssaq.IsLock(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Pointer:
		return holds(u.Elem(), seen)
	case *types.Slice:
		return holds(u.Elem(), seen)
	case *types.Array:
		return holds(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if holds(f.Type(), seen) {
				return true
			}
		}
		return false
	}
	return true // maps, channels, functions, interfaces, type parameters
}

// takesFunc reports whether a function has a parameter that is a function. Its
// summary is exported even if it is empty: that it does not call its argument
// is worth knowing.
func takesFunc(obj *types.Func) bool {
	params := obj.Type().(*types.Signature).Params()
	for i := range params.Len() {
		if ssaq.IsFunc(params.At(i).Type()) {
			return true
		}
	}
	return false
}

// consistentlyLocked returns which maps are no concern of other packages: those in variables
// that only this package can name, that no function gives away, and that are used
// under one lock throughout. On etcd and nats-server facts are a seventh smaller for
// it. Nothing is lost by it that this package does not find itself.
func (e *Package) consistentlyLocked(uses []effect.RootAccess) map[string]bool {
	locks := map[string][]string{} // those held at all accesses so far
	for i := range uses {
		u := &uses[i]
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
	for _, s := range e.Summaries {
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

// lockNames names the locks that are certainly held, each by the variable that it
// lives in.
func lockNames(ms state.SyncSet) []string {
	var out []string
	for _, m := range ms {
		if m.Must && (m.Kind == state.Write || m.Kind == state.Read) && m.Place.Variable() {
			out = append(out, effect.KeyAt(m.Place))
		}
	}
	return out
}
