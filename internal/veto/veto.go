// Package veto has the reasons why two accesses are not a conflict: they are ordered, they
// have a common lock, or they are to different maps. A veto is a row of a table, with its
// reason in words and a condition; there is a table for each form of evidence:
//
//	scope.go    two accesses in one scope with goroutines
//	pair.go     two accesses by functions of the package, whatever the evidence: a reason
//	            that applies to several forms goes here
//	guard.go    an access without the guard of its map
//	object.go   two accesses to a map of one type's objects
//	ondemand.go accesses to a map that is filled on demand
//	scalar.go   accesses to a scalar
//
// What does not belong here: weak reasons (doubt), and the evidence that makes two accesses
// a candidate (candidate).
package veto

import (
	"github.com/mapconcur/mapconcur/internal/ledger"
)

// veto returns the reason why a candidate is not reported, "" if the veto does not apply.
// The candidate is a pair of accesses, or one access with its variable.
type veto[T any] func(T) ledger.Rule

// when returns a veto with one reason.
func when[T any](rule ledger.Rule, holds func(T) bool) veto[T] {
	return func(x T) ledger.Rule {
		if holds(x) {
			return rule
		}
		return ""
	}
}

// ask evaluates the vetoes in order. It stops at the first one that applies, unless the
// record counts rules.
func ask[T any](r *ledger.Record, vetoes []veto[T], candidate T) ledger.Verdict {
	var out ledger.Verdict
	for _, veto := range vetoes {
		rule := veto(candidate)
		switch {
		case rule == "":
			continue
		case out.First == "":
			out.First = rule
		default:
			out.Others = append(out.Others, rule)
		}
		if !r.Counting() {
			break
		}
	}
	return out
}
