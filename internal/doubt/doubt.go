// Package doubt has the weak reasons why a finding may be wrong: what a name, a comment or
// a convention says. Each is a row of the table: its name, its reason in words, by how many
// steps it lowers the certainty, the kinds of evidence that it applies to, and a condition,
// which is in remarks.go, names.go or phase.go. A doubt never silences a finding.
//
// What does not belong here: a sound reason, which is a row in package veto.
package doubt

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
)

// A row is a doubt with its condition. It applies to the kinds of evidence in to, or to all
// if to is empty; because says why not to all.
type row struct {
	conflict.Doubt
	to      conflict.Kinds
	because string
	holds   func(*conflict.Pair) bool
}

// The evidence that rests on what other functions do with their locks. Nothing shows that
// the function in question runs beside them.
var byDiscipline = conflict.KindsOf(conflict.GuardedMap, conflict.Registered, conflict.CopiedStruct, conflict.HalfCloned) | testified

// The evidence of one access that holds a lock.
var testified = conflict.KindsOf(conflict.DifferentLocks, conflict.OwnTestimony, conflict.BareThread, conflict.UnlockedWrites, conflict.LoadedEarly)

// The evidence that rests on what other thread roots do, without a goroutine in sight.
var withoutThread = conflict.KindsOf(conflict.GuardedMap, conflict.HalfAtomic)

// The evidence that rests on objects with goroutines or handlers of their own.
var ofObjects = conflict.KindsOf(conflict.SharedObject)

const (
	inScope    = "in a scope, the order of its function answers the question"
	needsGuard = "other evidence does not rest on what other functions do"
)

const seesThreads = "other evidence shows when the access runs, whatever its function is called"

// table has all doubts, in the order in which they are printed.
var table = []row{
	{conflict.Doubt{Name: "name-opens", Reason: "by its name the function sets the object up before others have it", Steps: 1},
		byDiscipline, seesThreads, opensByName},
	{conflict.Doubt{Name: "name-closes", Reason: "by its name the function ends the life of the object, when others are done with it", Steps: 1},
		byDiscipline, seesThreads, closesByName},
	{conflict.Doubt{Name: "name-fills", Reason: "by its name the function restores the object before others have it", Steps: 1},
		byDiscipline, seesThreads, fillsByName},
	{conflict.Doubt{Name: "name-takes-over", Reason: "by its name the function fills the object from another, whose place it is to take", Steps: 1},
		byDiscipline, seesThreads, takesOverByName},
	{conflict.Doubt{Name: "name-starts", Reason: "by its name the function loads or registers what the program starts with", Steps: 1},
		conflict.KindsOf(conflict.PackageState), "other evidence does not rest on callers alone", startsByName},
	{conflict.Doubt{Name: "name-decodes", Reason: "by its name the function fills an object that was just made", Steps: 1},
		conflict.KindsOf(conflict.HalfCloned), "a method that decodes may be called on an object that has a guard at any time", decodesByName},
	{conflict.Doubt{Name: "receiver-copy", Reason: "callers may drop the object of which the method has a copy", Steps: 1},
		conflict.KindsOf(conflict.ClaimedByCopy), "other evidence does not rest on who else has the original", ofReceiverCopy},
	{conflict.Doubt{Name: "name-other-lock", Reason: "by its name the lock guards something else", Steps: 1},
		testified &^ conflict.KindsOf(conflict.DifferentLocks), "a majority of accesses decides, whatever the lock is called, and of two locks either may be the wrong one", otherLockByName},
	{conflict.Doubt{Name: "len-only", Reason: "only the length of the map is read, which the runtime does not check", Steps: 1},
		testified &^ conflict.KindsOf(conflict.DifferentLocks), "more than one access shows that the map needs the lock", readsLength},
	{conflict.Doubt{Name: "comment-no-lock", Reason: "a comment says that no lock is needed", Steps: 1},
		0, "", saysSafe},
	{conflict.Doubt{Name: "comment-alone", Reason: "the comment of the function says that it must not run concurrently", Steps: 1},
		0, "", saysAlone},
	{conflict.Doubt{Name: "channel-room", Reason: "both use a channel whose room is not known, as if it were a lock", Steps: 2},
		0, "", shareChannel},
	{conflict.Doubt{Name: "before-start", Reason: "the function starts the goroutine or the handlers of the object only later", Steps: 1},
		withoutThread | ofObjects | testified, inScope, startsLater},
	{conflict.Doubt{Name: "from-pool", Reason: "all calls in the package take the object from a pool", Steps: 1},
		withoutThread, inScope, takesFromPool},
	{conflict.Doubt{Name: "one-writer", Reason: "the function usually runs once for each object, and nothing else changes what it reads", Steps: 1},
		conflict.KindsOf(conflict.GuardedMap, conflict.HalfAtomic), needsGuard, oneWriter},
	{conflict.Doubt{Name: "lock-of-workers", Reason: "only goroutines take the lock that the function starts and waits for", Steps: 1},
		conflict.KindsOf(conflict.GuardedMap), needsGuard, lockOfWorkers},
	{conflict.Doubt{Name: "filled-elsewhere", Reason: "another package fills its own map on demand", Steps: 1},
		conflict.KindsOf(conflict.FilledOnDemand), "other evidence does not rest on callers alone", filledElsewhere},
	{conflict.Doubt{Name: "for-tests", Reason: "the function's name or comment says that only tests call it", Steps: 1},
		0, "", saysForTests},
}

// Of returns the doubts about a pair.
func Of(p *conflict.Pair) []conflict.Doubt {
	var out []conflict.Doubt
	for _, r := range table {
		if (r.to == 0 || r.to.Has(p.Kind)) && r.holds(p) {
			out = append(out, r.Doubt)
		}
	}
	return out
}
