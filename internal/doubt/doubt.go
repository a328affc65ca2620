// Package doubt has the weak reasons why a finding may be wrong: what a name, a comment or
// a convention says. Each is a constant with a row in the table (name, reason, steps) and
// a condition in source.go or names.go. A doubt lowers the certainty of a finding by its
// steps and never silences it.
//
// What does not belong here: a sound reason, which is a row in package veto.
package doubt

import (
	"iter"
)

// A Doubt is a weak reason why a finding may be wrong: what a name, a comment or a
// convention says. Each doubt lowers the certainty of a finding by one or two steps. It
// never silences a finding; only a veto does.
type Doubt uint8

const (
	OpensByName     Doubt = iota // a function whose name says that it sets an object up
	ClosesByName                 // a function whose name says that it ends the life of an object
	FillsByName                  // a function whose name says that it restores an object
	TakesOverByName              // a function whose name says that it replaces another object
	DecodesByName                // a function whose name says that it fills an object just made
	SafeByComment                // a comment says that no lock is needed
	AloneByComment               // the function's comment says that it must not run concurrently
	ForTests                     // the function's name or comment says that only tests call it
	RoomUnknown                  // a channel that both use as a lock may have a capacity above one
	numDoubts
)

// table has for each doubt its name, its reason in words, and by how many steps it lowers
// the certainty.
var table = [numDoubts]struct {
	name, reason string
	steps        int
}{
	OpensByName:     {"name-opens", "by its name the function sets the object up before others have it", 1},
	ClosesByName:    {"name-closes", "by its name the function ends the life of the object, when others are done with it", 1},
	FillsByName:     {"name-fills", "by its name the function restores the object before others have it", 1},
	TakesOverByName: {"name-takes-over", "by its name the function fills the object from another, whose place it is to take", 1},
	DecodesByName:   {"name-decodes", "by its name the function fills an object that was just made", 1},
	SafeByComment:   {"comment-no-lock", "a comment says that no lock is needed", 1},
	AloneByComment:  {"comment-alone", "the comment of the function says that it must not run concurrently", 1},
	RoomUnknown:     {"channel-room", "both use a channel whose room is not known, as if it were a lock", 2},
	ForTests:        {"for-tests", "the function's name or comment says that only tests call it", 1},
}

// String returns the name of a doubt, which does not change between versions.
func (d Doubt) String() string { return table[d].name }

// Reason returns in words what a doubt rests on.
func (d Doubt) Reason() string { return table[d].reason }

// Set is a set of doubts.
type Set uint16

// If returns the set that holds d if the condition is true.
func If(condition bool, d Doubt) Set {
	if !condition {
		return 0
	}
	return 1 << d
}

// All yields the doubts, in the order of their constants.
func (ds Set) All() iter.Seq[Doubt] {
	return func(yield func(Doubt) bool) {
		for d := range numDoubts {
			if ds&(1<<d) != 0 && !yield(d) {
				return
			}
		}
	}
}

// Steps returns by how many steps the doubts together lower the certainty.
func (ds Set) Steps() (n int) {
	for d := range ds.All() {
		n += table[d].steps
	}
	return n
}
