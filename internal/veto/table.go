package veto

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
)

// The kinds of evidence that vetoes apply to.
var (
	inScope   = conflict.KindsOf(conflict.SeenSpawn, conflict.SpawnOfScalar)
	byRoots   = guarded | objects | testified | conflict.KindsOf(conflict.HalfAtomic, conflict.CopiedStruct)
	guarded   = conflict.KindsOf(conflict.GuardedMap, conflict.StatedGuard)
	objects   = conflict.KindsOf(conflict.SharedObject, conflict.SharedScalar)
	inferred  = conflict.KindsOf(conflict.GuardedMap)
	testified = conflict.KindsOf(conflict.DifferentLocks, conflict.OwnTestimony, conflict.BareThread, conflict.UnlockedWrites, conflict.LoadedEarly, conflict.GivenBack)
	unowned   = conflict.KindsOf(conflict.DifferentLocks, conflict.UnlockedWrites, conflict.LoadedEarly)
	atomic    = conflict.KindsOf(conflict.HalfAtomic)
	onDemand  = conflict.KindsOf(conflict.FilledOnDemand)
)

// Why a veto does not apply to all kinds of evidence.
const (
	needsScope   = "only a scope shows where a goroutine starts and ends"
	needsRoots   = "in a scope, the order of its function answers the question"
	needsGuard   = "other evidence has no guard"
	ofStated     = "a comment that states the guard also says that others have the object"
	ofUnknown    = "other evidence shows which thread makes the access"
	ofObject     = "other evidence does not rest on the object that a goroutine was started with"
	ofSharedType = "maps have vetoes of their own about objects"
	ofCache      = "it asks whether the map is a cache"
)

// Rules that other packages or two rows name.
const (
	otherElements = "different elements, if their keys differ"
	perhapsLocked = "common lock, if it is the same one and held on all paths"
	otherObject   = "the same field of another object"
	callersOwn    = "the object may be the caller's own"
)

// assumed are the vetoes that silence a pair without a proof.
var assumed = map[ledger.Rule]bool{
	otherElements: true, perhapsLocked: true, effect.MayNotStart: true, effect.StopsTimer: true, effect.Answered: true,
}

// table has all vetoes. The cheap and frequent ones come first.
var table = []row{
	{inScope, needsScope, when("ordered by the start or the end of the goroutine", ordered)},
	{inScope, needsScope, when("whoever gets the map may wait for the goroutine", awaitedByReceiver)},
	{inScope, needsScope, condition{exclusions[:], surelyExcluded}},
	{inScope, needsScope, condition{[]ledger.Rule{effect.MayNotStart, effect.StopsTimer, effect.Answered}, excused}},
	{inScope | byRoots, ofCache, when("own variable", ownVariable)},
	{inScope, needsScope, when("fields of different types", differentFields)},
	{inScope, needsScope, when(perhapsLocked, perhapsExcluded)},
	{inScope, needsScope, when(otherElements, differentElements)},

	{byRoots, needsRoots, when("the others have been waited for", waited)},
	{byRoots, needsRoots, when("one goroutine makes both", sameThread)},
	{byRoots, needsRoots, when("perhaps a common lock", mayExclude)},
	{inScope | objects, needsGuard, when("an empty map in place of none", fillsNil)},

	{guarded | testified | atomic, ofUnknown, when("nobody knows when the callback runs", unknownCallback)},
	{guarded | testified | atomic, ofUnknown, when("main runs before or after all others", byMain)},
	{guarded | testified, needsGuard, when("the package that has the access reports it", reportedElsewhere)},
	{inferred | testified, ofStated, when("other packages can take the guard, this function cannot", leftToCallers)},
	{inferred | testified, ofStated, when("a new map for an object that may be new", replacesNew)},
	{inferred | unowned, ofStated, when(callersOwn, notShared)},
	{conflict.KindsOf(conflict.StatedGuard) | testified, needsGuard, when(callersOwn, ownValue)},
	{atomic, ofStated, when(callersOwn, func(p *conflict.Pair) bool { return notShared(p) || isValue(p.A) })},
	{testified | atomic, ofUnknown, when("the caller is to hold a lock", func(p *conflict.Pair) bool { return p.A.ExpectsLock })},
	{inferred | testified, needsGuard, when("the guard is not on the way to the map", guardOffWay)},
	{inferred | testified, needsGuard, when("a lock nearer to the map is held", nearerLock)},
	{inferred, needsGuard, when("the guard of one owner says nothing of another's", otherOwner)},

	{objects, ofObject, when("the object is of another type", otherType)},
	{objects, ofObject, when("another object of a collection", otherOfCollection)},
	{objects, ofObject, when("the object may belong to the request", ofRequest)},
	{objects, ofObject, when("the loop may be there to call it", calledByLoop)},
	{conflict.KindsOf(conflict.SharedObject), ofObject, when("the callback may be what the goroutine runs", runByGoroutine)},
	{conflict.KindsOf(conflict.SharedScalar), ofSharedType, when(otherObject, otherPath)},
	{atomic, ofSharedType, when(otherObject, otherScalar)},

	{onDemand, ofCache, when("the use of the object says that it is no cache", noCache)},
	{onDemand, ofCache, when("a loop fills the map, as a loader does that is called once", filledByLoop)},
	{conflict.KindsOf(conflict.LostSince), "other accesses of one goroutine are a conflict too", when("one goroutine makes all changes", oneWriter)},
}
