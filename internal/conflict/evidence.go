package conflict

import (
	"go/token"
	"iter"
)

// By notes what a kind of evidence yields, and returns it.
func (r *Record) By(evidence Rule, findings []Finding) []Finding {
	if r.counting() {
		for _, f := range findings {
			r.add(Evidence, evidence, false)
			r.yield(f.At, evidence)
			r.yield(f.Access.Pos.At(), evidence)
		}
	}
	return findings
}

// yield notes that evidence speaks of a position.
func (r *Record) yield(at token.Pos, evidence Rule) {
	if r.yields[at] == nil {
		r.yields[at] = map[Rule]bool{}
	}
	r.yields[at][evidence] = true
}

// Reported counts for each kind of evidence the findings that are reported and that no
// other kind yields. Two kinds yield one finding if they report or access the map at one
// position.
func (r *Record) Reported(findings iter.Seq[*Finding]) {
	if !r.counting() {
		return
	}
	for f := range findings {
		if by := r.yields[f.At]; len(by) == 1 {
			for rule := range by {
				r.counts[counted{Evidence, rule}].Alone++
			}
		}
	}
}
