package effect

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/wire"
)

// FieldGuard says that a lock guards the map in an exported field, as the functions of the
// package show that declares the type of the field. Package guard infers it, the [Fact] of
// the type carries it to other packages, and their accesses are counted with it.
type FieldGuard struct {
	Lock string // the key of the lock: "pkg.T.mu"
	Way  string // the path from the object that has the lock to the map
	// Write is a change of the map that holds the lock.
	Write Access
	// Locked and Unlocked count the functions that access the map, with the weight of writers.
	Locked, Unlocked int
}

// MaxFieldGuards bounds the guards that the fact of one type carries.
//
// False negative: a type with more exported maps that have a guard.
const MaxFieldGuards = 16

// Portable returns the guard for other packages: its positions become text.
func (g FieldGuard) Portable(fset *token.FileSet) *FieldGuard {
	site := *g.Write.Site
	site.Pos = textPos(fset, site.Pos)
	g.Write.Site, g.Write.Thread = &site, 0
	return &g
}

// valid reports whether an analysis can have made g.
func (g *FieldGuard) valid() bool {
	a := &g.Write
	held := slices.ContainsFunc(a.Sync, func(m *state.SyncFact) bool { return m.Kind == state.Write && m.Must })
	fromReceiver := a.Place.Kind == place.Param && a.Place.Index == 0 || a.Place.Kind == place.Global
	counted := g.Locked > 0 && g.Unlocked >= 0 && max(g.Locked, g.Unlocked) <= maxCounted
	return g.Lock != "" && held && fromReceiver && counted && a.valid(0) && a.Op.Changes() && a.Scalar == NotScalar
}

// maxCounted bounds the counts of a valid guard.
const maxCounted = 1 << 20

// marshalGuards encodes guards by the keys of their maps, as many as a fact may have.
func marshalGuards(guards []*FieldGuard) []byte {
	guards = slices.SortedFunc(slices.Values(guards), func(a, b *FieldGuard) int { return cmp.Compare(a.Write.Key(), b.Write.Key()) })
	guards = guards[:min(len(guards), MaxFieldGuards)]
	if len(guards) == 0 {
		return nil
	}
	names := make([]string, len(guards))
	for i, g := range guards {
		names[i] = g.Write.Key()
	}
	return wire.Marshal(names, guards)
}
