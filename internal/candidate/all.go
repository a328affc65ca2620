package candidate

import (
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// Facts is what the generators look at: what a package does, as packages summary and detect
// say it.
type Facts struct {
	Scopes    iter.Seq[*effect.SpawnScope]
	Variables *guard.Variables
	Stated    map[string]guard.Statement // by variable: the guards that comments state
	TakesAll  func(collection string) bool

	Collections
	Callbacks   []effect.CallbackWrite
	Frozen      []effect.FrozenWrite
	Gifts       []effect.Gift
	LostUpdates []effect.LostUpdate
	SharedMaps  []effect.SharedMap
	Insertions  []effect.RangeInsertion
	Internals   []effect.RuntimeInternal
}

// Collections is what the package keeps its objects in, and for whom.
type Collections struct {
	Registries map[string]effect.Registry // by the type of their objects
	State      effect.PackageState
	PerObject  []effect.PerObjectAccess
}

// All yields the groups of all generators.
func All(in Facts) Groups {
	return func(yield func(Group) bool) {
		for _, groups := range []Groups{
			Spawned(in.Scopes),
			Guarded(in.Variables, in.Stated),
			Striped(in.Variables, in.TakesAll),
			Objects(in.Variables),
			OnDemand(in.Variables),
			Registered(in.Variables, in.Registries),
			PackageState(in.Variables, in.State),
			PerObject(in.PerObject),
			Callbacks(in.Callbacks),
			Testimony(in.Variables),
			Tokens(in.Variables),
			Scalars(in.Variables),
			FrozenWrites(slices.Concat(in.Frozen, givenAway(in.Gifts, in.Variables))),
			LostUpdates(in.LostUpdates, in.Variables),
			Claimed(in.Variables),
			SharedMaps(in.SharedMaps, in.Variables),
			RangeInsertions(in.Insertions),
			RuntimeInternals(in.Internals),
		} {
			for g := range groups {
				if !yield(g) {
					return
				}
			}
		}
	}
}
