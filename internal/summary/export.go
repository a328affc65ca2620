package summary

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Facts calls f for the package, by a nil type, and each of its types whose
// functions or methods do something that matters to others, in a fixed order. Uses
// are those of the package; reported says which accesses it reports itself.
func (e *engine) Facts(uses []Use, reported func(Pos) bool, f func(*types.TypeName, *Fact)) {
	objs, sums := e.exported(uses, reported)
	var order []*types.TypeName
	names := map[*types.TypeName][]string{}
	said := map[*types.TypeName][]*Summary{}
	for i, obj := range objs {
		owner := FactOwner(obj)
		if said[owner] == nil {
			order = append(order, owner)
		}
		names[owner], said[owner] = append(names[owner], obj.Name()), append(said[owner], sums[i])
	}
	for _, owner := range order {
		f(owner, NewFact(names[owner], said[owner]))
	}
}

// exported lists, in a fixed order, what other packages can call and that has
// something to say to them.
func (e *engine) exported(uses []Use, reported func(Pos) bool) (objs []types.Object, sums []*Summary) {

	add := func(obj types.Object, s *Summary) {
		objs, sums = append(objs, obj), append(sums, s)
	}
	settled := e.settled(uses)
	for _, name := range e.in.Pkg.Scope().Names() {
		g := e.pkg.Var(name)
		if g == nil || !ast.IsExported(name) || e.globals[g] == nil {
			continue
		}
		if fn, binds := e.closure(e.globals[g]); len(binds) == 0 && e.sums[fn] != nil {
			add(g.Object(), e.sums[fn].portable(e.in.Fset, e.expected(fn), settled, reported))
		}
	}
	for _, fn := range e.funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !ast.IsExported(obj.Name()) || obj.Pkg() != e.in.Pkg || fn.Synthetic != "" {
			continue
		}
		if s := e.sums[fn]; s != nil {
			s := s.portable(e.in.Fset, e.expected(fn), settled, reported)
			s.Rooms = e.roomsOf(s)
			for i := range s.Results { // getters of plain data
				if !holds(obj.Signature().Results().At(i).Type(), map[types.Type]bool{}) {
					s.Results[i] = place.Place{}
				}
			}
			if !s.empty() || takesFunc(obj) {
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
	if isSyncType(t) || isLock(t) {
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
		if isFunc(params.At(i).Type()) {
			return true
		}
	}
	return false
}

// settled returns which maps are no concern of other packages: those in variables
// that only this package can name, that no function gives away, and that are used
// under one lock throughout. On etcd and nats-server facts are a seventh smaller for
// it. Nothing is lost by it that this package does not find itself.
func (e *engine) settled(uses []Use) map[string]bool {
	locks := map[string][]string{} // those held at all accesses so far
	for i := range uses {
		u := &uses[i]
		k := u.Key()
		if k == "" || u.Word != NoWord || u.Fresh {
			continue
		}
		held := lockNames(u.Marks)
		if before, ok := locks[k]; ok {
			held = slices.DeleteFunc(held, func(l string) bool { return !slices.Contains(before, l) })
		}
		locks[k] = held
	}
	for _, s := range e.sums {
		for _, p := range s.Results {
			delete(locks, keyAt(p))
		}
		for _, f := range s.Fields {
			delete(locks, keyAt(f.To))
		}
	}
	out := map[string]bool{}
	for k, held := range locks {
		out[k] = len(held) > 0 && !ast.IsExported(fieldOf(k))
	}
	return out
}

// lockNames names the locks that are certainly held, each by the variable that it
// lives in.
func lockNames(ms state.Marks) []string {
	var out []string
	for _, m := range ms {
		if m.Must && (m.Mode == state.Write || m.Mode == state.Read) && m.Place.Variable() {
			out = append(out, keyAt(m.Place))
		}
	}
	return out
}

// keyAt is [Access.Key] of an access to what lives at p.
func keyAt(p place.Place) string {
	return (&Access{Place: p, Site: &Site{Field: p.Owner}}).Key()
}

// fieldOf returns the bare name of the variable that a key names.
func fieldOf(key string) string {
	key, _, _ = strings.Cut(key, "{")
	return key[strings.LastIndexByte(key, '.')+1:]
}
