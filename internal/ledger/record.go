package ledger

import (
	"go/token"
	"iter"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// A Record collects what the rules say about the candidates of a package. A nil Record
// collects nothing.
type Record struct {
	explain func(f conflict.Finding, vetoes []Rule)
	counts  map[counted]*Count // nil if rules are not counted
	yields  map[token.Pos]map[Rule]bool
}

type counted struct {
	kind Kind
	rule Rule
}

// NewRecord returns a record. It calls explain, if it is not nil, for every candidate that
// vetoes silence, with the finding that it would be. It counts rules if count is set.
func NewRecord(explain func(f conflict.Finding, vetoes []Rule), count bool) *Record {
	r := &Record{explain: explain}
	if count {
		r.counts, r.yields = map[counted]*Count{}, map[token.Pos]map[Rule]bool{}
	}
	return r
}

// Explains reports whether somebody wants to hear of each silent candidate.
func (r *Record) Explains() bool { return r != nil && r.explain != nil }

// Wants reports whether the record wants to know all vetoes against a candidate, not only
// the first one.
func (r *Record) Wants() bool { return r != nil && (r.explain != nil || r.counts != nil) }

// Explain says why a candidate is silent, and what it would be without these vetoes.
func (r *Record) Explain(f conflict.Finding, vetoes []Rule) { r.explain(f, vetoes) }

// A Tally collects the vetoes against the candidates of one group, of which at most one
// becomes a finding. The zero Tally is empty.
type Tally struct {
	spoke map[Rule]int
	alone map[Rule]bool // the rules of candidates that one veto silences
}

// Silent adds the vetoes against one candidate.
func (t *Tally) Silent(vetoes []Rule) {
	if t.spoke == nil {
		t.spoke, t.alone = map[Rule]int{}, map[Rule]bool{}
	}
	for _, rule := range vetoes {
		t.spoke[rule]++
	}
	if len(vetoes) == 1 {
		t.alone[vetoes[0]] = true
	}
}

// Close counts the vetoes of a group. If no candidate of the group was left, each veto that
// silenced a candidate alone has decided: without it there would be a finding.
func (r *Record) Close(t Tally, found bool) {
	for rule, n := range t.spoke {
		r.count(Veto, rule, n, t.alone[rule] && !found)
	}
}

// Found counts the evidence of a finding, before others with the same cause are merged with it.
func (r *Record) Found(f *conflict.Finding) {
	if r == nil || r.counts == nil {
		return
	}
	evidence := Rule(f.Kind.String())
	r.count(Evidence, evidence, 1, false)
	for _, at := range []token.Pos{f.At, f.Access.Pos.At()} {
		if r.yields[at] == nil {
			r.yields[at] = map[Rule]bool{}
		}
		r.yields[at][evidence] = true
	}
}

// Reported counts, for each kind of evidence, the reported findings that no other kind
// yields. Two kinds yield the same finding if they report, or access the map, at the same
// position.
func (r *Record) Reported(findings iter.Seq[*conflict.Finding]) {
	for f := range findings {
		if by := r.yields[f.At]; len(by) == 1 {
			for rule := range by {
				r.counts[counted{Evidence, rule}].Alone++
			}
		}
	}
}

// Doubts counts the doubts about a finding. A doubt decides alone if the finding is not
// wanted with it and would be wanted without it.
func (r *Record) Doubts(f *conflict.Finding, wanted func(conflict.Confidence) bool) {
	for _, d := range f.Doubts {
		r.count(Weak, Rule(d.Name), 1, !wanted(f.Certainty()) && wanted(f.CertaintyWithout(d)))
	}
}

// count adds that a rule spoke n times, and whether it decided alone.
func (r *Record) count(kind Kind, rule Rule, n int, alone bool) {
	if r == nil || r.counts == nil {
		return
	}
	k := counted{kind, rule}
	if r.counts[k] == nil {
		r.counts[k] = &Count{Kind: kind, Rule: rule}
	}
	r.counts[k].Spoke += n
	if alone {
		r.counts[k].Alone++
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
