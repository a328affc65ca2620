// Package veto has the sound reasons why two accesses are not a conflict: they are ordered,
// they have a common lock, or they are to different maps. A veto is a row of the table in
// table.go: its reason in words, the kinds of evidence that it applies to, and a condition,
// which is in the file of its subject:
//
//	order.go   the accesses are ordered, or one thread makes both
//	lock.go    a lock keeps them apart, or is none of theirs
//	object.go  they are to different objects, or to an object that nobody else has
//	thread.go  who runs the accesses
//
// What does not belong here: weak reasons (doubt), and the evidence that makes two accesses
// a candidate (candidate).
package veto

import (
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/ledger"
)

// First returns the reason of the first veto against a pair, "" if nothing speaks against it.
func First(p *conflict.Pair) ledger.Rule {
	for rule := range against(p) {
		return rule
	}
	return ""
}

// All returns the reasons of all vetoes against a pair.
func All(p *conflict.Pair) []ledger.Rule { return slices.Collect(against(p)) }

// against yields the reasons of the vetoes against a pair, in the order of the table.
func against(p *conflict.Pair) iter.Seq[ledger.Rule] {
	return func(yield func(ledger.Rule) bool) {
		for i := range table {
			r := &table[i]
			if !r.to.Has(p.Kind) {
				continue
			}
			if rule := r.says(p); rule != "" && !yield(rule) {
				return
			}
		}
	}
}

// Assumed reports whether a veto rests on an assumption about what the analyzer does not
// know: the key of an element, the object of a lock, what a test sets up.
func Assumed(rule ledger.Rule) bool { return assumed[rule] }

// A row is a veto. It applies to the kinds of evidence in to; because says why not to all.
type row struct {
	to      conflict.Kinds
	because string
	condition
}

// A condition has the reasons that a veto can give, and says which one holds, "" if none.
type condition struct {
	rules []ledger.Rule
	says  func(*conflict.Pair) ledger.Rule
}

// when returns the condition of a veto that has one reason.
func when(rule ledger.Rule, holds func(*conflict.Pair) bool) condition {
	return condition{[]ledger.Rule{rule}, func(p *conflict.Pair) ledger.Rule {
		if holds(p) {
			return rule
		}
		return ""
	}}
}
