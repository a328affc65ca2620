// Package ledger records what each rule says: the evidence, vetoes and doubts of a
// run, how often each spoke and how often it decided alone. Rules are named by their
// reasons. -explain and -explain=rules print what it holds.
//
// What does not belong here: the rules themselves, which are in candidate, veto and doubt.
package ledger

import (
	"cmp"
	"maps"
	"slices"
)

// A Rule is the reason of a veto in words that complete "silent: ", or the name of a doubt
// or of a kind of evidence.
type Rule string

// A Kind says what a rule does.
type Kind string

// The kinds of rules.
const (
	Evidence Kind = "evidence" // why two accesses may run at the same time
	Veto     Kind = "veto"     // why they do not: it silences the pair
	Weak     Kind = "doubt"    // why they perhaps do not: it lowers the certainty
)

// A Count has how often a rule spoke, and how often it decided alone: how many findings
// would not exist without the evidence, or would exist without the veto or the doubt.
type Count struct {
	Kind  Kind `json:"kind"`
	Rule  Rule `json:"rule"`
	Spoke int  `json:"spoke"`
	Alone int  `json:"alone"`
}

// Sum adds up the counts of several packages.
func Sum(all ...[]Count) []Count {
	sums := map[counted]Count{}
	for _, c := range slices.Concat(all...) {
		k := counted{c.Kind, c.Rule}
		s := sums[k]
		sums[k] = Count{c.Kind, c.Rule, s.Spoke + c.Spoke, s.Alone + c.Alone}
	}
	return ordered(slices.Collect(maps.Values(sums)))
}

// kinds has the kinds of rules in the order in which they are printed.
var kinds = []Kind{Evidence, Veto, Weak}

// ordered sorts counts by kind. Within a kind, the rules that decided most often come first.
func ordered(all []Count) []Count {
	slices.SortFunc(all, func(a, b Count) int {
		return cmp.Or(
			cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
			cmp.Compare(b.Alone, a.Alone), cmp.Compare(b.Spoke, a.Spoke), cmp.Compare(a.Rule, b.Rule))
	})
	return all
}
