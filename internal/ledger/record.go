package ledger

import (
	"go/token"
	"iter"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// Noted records the evidence of each finding of a generator and returns the findings.
func (r *Record) Noted(findings []conflict.Finding) []conflict.Finding {
	if r.Counting() {
		for _, f := range findings {
			evidence := Rule(f.Kind.String())
			r.add(Evidence, evidence, false)
			r.yield(f.At, evidence)
			r.yield(f.Access.Pos.At(), evidence)
		}
	}
	return findings
}

// yield records that a kind of evidence yields a finding at a position.
func (r *Record) yield(at token.Pos, evidence Rule) {
	if r.yields[at] == nil {
		r.yields[at] = map[Rule]bool{}
	}
	r.yields[at][evidence] = true
}

// Reported counts, for each kind of evidence, the reported findings that no other kind
// yields. Two kinds yield the same finding if they report, or access the map, at the same
// position.
func (r *Record) Reported(findings iter.Seq[*conflict.Finding]) {
	if !r.Counting() {
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

// A Record collects what the rules say about the candidates of a package. A nil Record
// collects nothing.
type Record struct {
	explain func(a, b effect.ScopedAccess, why Rule)
	counts  map[counted]*Count // nil if rules are not counted
	yields  map[token.Pos]map[Rule]bool
}

type counted struct {
	kind Kind
	rule Rule
}

// NewRecord returns a record. It calls explain, if it is not nil, for every pair that a veto
// silences, and it counts rules if count is set.
func NewRecord(explain func(a, b effect.ScopedAccess, why Rule), count bool) *Record {
	r := &Record{explain: explain}
	if count {
		r.counts, r.yields = map[counted]*Count{}, map[token.Pos]map[Rule]bool{}
	}
	return r
}

// Hears reports whether the record wants to know of silent candidates.
func (r *Record) Hears() bool { return r != nil && (r.explain != nil || r.counts != nil) }

func (r *Record) Counting() bool { return r != nil && r.counts != nil }

// Silent records a candidate that the vetoes of v silence. It must be one that would be
// reported without them.
func (r *Record) Silent(a, b effect.ScopedAccess, v Verdict) {
	if !r.Hears() {
		return
	}
	if r.explain != nil {
		r.explain(a, b, v.First)
	}
	r.add(Veto, v.First, len(v.Others) == 0)
	for _, rule := range v.Others {
		r.add(Veto, rule, false)
	}
}

// SilentPair is Silent for two accesses as their roots reach them.
func (r *Record) SilentPair(a, b *effect.RootAccess, v Verdict) {
	if r.Hears() {
		r.Silent(a.Scoped(), b.Scoped(), v)
	}
}

// Spoke counts the vetoes against pairs of an access that is reported because of another
// pair. None of them decides alone.
func (r *Record) Spoke(v Verdict) {
	if !r.Counting() {
		return
	}
	r.add(Veto, v.First, false)
	for _, rule := range v.Others {
		r.add(Veto, rule, false)
	}
}

// add counts that a rule spoke, and whether it decided alone.
func (r *Record) add(kind Kind, rule Rule, alone bool) {
	if !r.Counting() {
		return
	}
	k := counted{kind, rule}
	if r.counts[k] == nil {
		r.counts[k] = &Count{Kind: kind, Rule: rule}
	}
	r.counts[k].Spoke++
	if alone {
		r.counts[k].Alone++
	}
}

// Doubts counts the doubts about a finding. A doubt decides alone if the finding is not
// wanted with it and would be wanted without it.
func (r *Record) Doubts(f *conflict.Finding, wanted func(conflict.Confidence) bool) {
	if !r.Counting() {
		return
	}
	for d := range f.Doubts.All() {
		r.add(Weak, Rule(d.String()), !wanted(f.Certainty()) && wanted(f.CertaintyWith(f.Doubts&^doubt.If(true, d))))
	}
}

// Counts returns the counts by kind of rule. Within a kind, the rules that decided most
// often come first.
func (r *Record) Counts() []Count {
	var out []Count
	for _, c := range r.counts {
		out = append(out, *c)
	}
	return ordered(out)
}
