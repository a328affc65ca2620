package guard

import (
	"go/ast"
	"go/token"
	"math"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The package that declares a type knows best which lock guards a map in its fields. If the
// field is exported, the fact of the type carries the guard to other packages, with its
// evidence, and what they do with the map is counted with it.

// FieldGuards returns the guards of the maps in exported fields of types of a package.
func (vs *Variables) FieldGuards(pkgPath string, stated map[string]Statement) []effect.FieldGuard {
	var out []effect.FieldGuard
	for _, k := range vs.Maps.Order {
		local, ok := strings.CutPrefix(k, pkgPath+".")
		_, field, inStruct := strings.Cut(local, ".")
		named := ok && inStruct && ast.IsExported(field)
		if !named || strings.Contains(field, "{") {
			continue
		}
		v := vs.Variable(k, stated)
		if s := v.comment; s != nil && !s.Loose {
			v.Believe(*s)
		} else if !v.Infer() {
			continue
		}
		throughElement := strings.ContainsAny(v.Way, "[{")
		i := slices.IndexFunc(v.Holders, func(u *effect.RootAccess) bool { return nameableWrite(u, v.Lock) })
		if i < 0 || throughElement {
			continue
		}
		out = append(out, effect.FieldGuard{
			Lock: string(v.Lock), Way: v.Way, Write: v.Holders[i].Access,
			Locked: int(math.Round(v.For.weight())), Unlocked: int(math.Round(v.Against.weight())),
		})
	}
	return out
}

// nameableWrite reports whether an access of this package changes a map under the guard,
// and begins at a receiver or a global, so that it means the same in other packages.
func nameableWrite(u *effect.RootAccess, guard Key) bool {
	m, ok := HeldAs(u, guard)
	held := ok && m.Must && m.Kind == state.Write
	return held && u.Op.Changes() && !u.Elsewhere() && (u.OnReceiver() || u.Place.Kind == place.Global)
}

// addDeclared adds the guard that the package which declares the field has found to the
// candidates, with a change of the map in that package.
func (v *Variable) addDeclared(locks map[candidate]*tally) {
	d := v.declared
	if d == nil {
		return
	}
	c := candidate{key: Key(d.Lock)}
	if locks[c] == nil {
		locks[c] = newTally(c, d.Way)
	}
	locks[c].Written = true
	if locks[c].changes() {
		return // a call of this package leads to such a change
	}
	i := slices.IndexFunc(v.Uses, func(u *effect.RootAccess) bool { return !u.Elsewhere() })
	site := *d.Write.Site
	site.Pos.P = v.Uses[i].Pos.At()
	u := &effect.RootAccess{Access: d.Write, Root: &effect.Root{Kind: effect.API, Name: site.Func, Recv: d.Write.Holder()}}
	u.Site = &site
	u.Root.Method = u.Place.Kind == place.Param
	locks[c].at[token.NoPos] = u
}

// changes reports whether one of the accesses changes the map.
func (t *tally) changes() bool {
	for _, u := range t.at {
		if u.Op.Changes() {
			return true
		}
	}
	return false
}
