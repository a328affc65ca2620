// Package doubt has the weak reasons why a finding may be wrong: what a name, a comment or
// a convention says. Each is a row of the table: its name, its reason in words, by how many
// steps it lowers the certainty, the kinds of evidence that it applies to, and a condition,
// which is in remarks.go or names.go. A doubt never silences a finding.
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
var byDiscipline = conflict.KindsOf(conflict.GuardedMap, conflict.CopiedStruct, conflict.HalfCloned) | testified

// The evidence of one access that holds a lock.
var testified = conflict.KindsOf(conflict.DifferentLocks, conflict.OwnTestimony, conflict.BareThread, conflict.UnlockedWrites, conflict.LoadedEarly)

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
	{conflict.Doubt{Name: "name-decodes", Reason: "by its name the function fills an object that was just made", Steps: 1},
		conflict.KindsOf(conflict.HalfCloned), "a method that decodes may be called on an object that has a guard at any time", decodesByName},
	{conflict.Doubt{Name: "name-other-lock", Reason: "by its name the lock guards something else", Steps: 1},
		testified &^ conflict.KindsOf(conflict.DifferentLocks), "a majority of accesses decides, whatever the lock is called, and of two locks either may be the wrong one", otherLockByName},
	{conflict.Doubt{Name: "len-only", Reason: "only the length of the map is read, which the runtime does not check", Steps: 1},
		testified &^ conflict.KindsOf(conflict.DifferentLocks), "more than one access shows that the map needs the lock", readsLength},
	{conflict.Doubt{Name: "starts-later", Reason: "the function of one access goes on to start the goroutine of the other", Steps: 1},
		testified | conflict.KindsOf(conflict.GuardedMap), "other evidence shows the order, or does not rest on a goroutine", startsLater},
	{conflict.Doubt{Name: "comment-no-lock", Reason: "a comment says that no lock is needed", Steps: 1},
		0, "", saysSafe},
	{conflict.Doubt{Name: "comment-alone", Reason: "the comment of the function says that it must not run concurrently", Steps: 1},
		0, "", saysAlone},
	{conflict.Doubt{Name: "channel-room", Reason: "both use a channel whose room is not known, as if it were a lock", Steps: 2},
		0, "", shareChannel},
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
