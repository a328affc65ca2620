package conflict

import (
	"cmp"
	"go/token"
	"maps"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// A Rule is a reason, in words that complete "silent: " or that name what speaks for a
// finding.
type Rule string

// A RuleKind says what a rule does.
type RuleKind string

// The kinds of rules.
const (
	Evidence RuleKind = "evidence" // why two accesses may run at the same time
	Veto     RuleKind = "veto"     // why they do not: it silences
	Weak     RuleKind = "doubt"    // why they may not: it lowers the certainty
)

// A Count says of a rule how often it spoke, and how often it decided alone: how many
// findings would not be there without the evidence, or would be without the veto or the
// doubt.
type Count struct {
	Kind  RuleKind `json:"kind"`
	Rule  Rule     `json:"rule"`
	Spoke int      `json:"spoke"`
	Alone int      `json:"alone"`
}

// A veto returns the reason why a candidate is silent, "" if it has none. The candidate
// is two accesses, or one with what it is held against.
type veto[T any] func(T) Rule

// when returns a veto with one reason.
func when[T any](rule Rule, holds func(T) bool) veto[T] {
	return func(x T) Rule {
		if holds(x) {
			return rule
		}
		return ""
	}
}

// A verdict is the vetoes against a candidate.
type verdict struct {
	first  Rule   // "" if there is none
	others []Rule // if somebody wants to know
}

// silent reports whether some veto silences the candidate.
func (v verdict) silent() bool { return v.first != "" }

// judge asks the vetoes in turn: up to the first one that speaks or, if somebody counts
// rules, all of them.
func judge[T any](r *Record, vetoes []veto[T], candidate T) verdict {
	var out verdict
	for _, veto := range vetoes {
		rule := veto(candidate)
		switch {
		case rule == "":
			continue
		case out.first == "":
			out.first = rule
		default:
			out.others = append(out.others, rule)
		}
		if !r.counting() {
			break
		}
	}
	return out
}

// and joins two verdicts, with each rule once.
func (v verdict) and(more verdict) verdict {
	if v.first == "" {
		return more
	}
	for _, rule := range append(more.others, more.first) {
		if rule != "" && rule != v.first && !slices.Contains(v.others, rule) {
			v.others = append(slices.Clip(v.others), rule)
		}
	}
	return v
}

// or returns the first verdict that silences.
func (v verdict) or(other verdict) verdict {
	if v.silent() {
		return v
	}
	return other
}

// A Record hears what the rules say of the candidates of a package. A nil Record hears
// nothing.
type Record struct {
	explain func(a, b effect.ScopedAccess, why Rule)
	counts  map[counted]*Count // nil if nobody counts
	yields  map[token.Pos]map[Rule]bool
}

type counted struct {
	kind RuleKind
	rule Rule
}

// NewRecord returns a record that tells explain, if it is not nil, of every pair that a
// veto keeps silent, and that counts rules if count is set.
func NewRecord(explain func(a, b effect.ScopedAccess, why Rule), count bool) *Record {
	r := &Record{explain: explain}
	if count {
		r.counts, r.yields = map[counted]*Count{}, map[token.Pos]map[Rule]bool{}
	}
	return r
}

// hears reports whether anybody wants to know of silent candidates.
func (r *Record) hears() bool { return r != nil && (r.explain != nil || r.counts != nil) }

func (r *Record) counting() bool { return r != nil && r.counts != nil }

// silent notes a candidate that vetoes silence and nothing else would.
func (r *Record) silent(a, b effect.ScopedAccess, v verdict) {
	if !r.hears() {
		return
	}
	if r.explain != nil {
		r.explain(a, b, v.first)
	}
	r.add(Veto, v.first, len(v.others) == 0)
	for _, rule := range v.others {
		r.add(Veto, rule, false)
	}
}

// silentPair notes that a pair of uses is silent.
func (r *Record) silentPair(a, b *effect.RootAccess, v verdict) {
	if r.hears() {
		r.silent(a.Scoped(), b.Scoped(), v)
	}
}

// spoke notes vetoes against pairs of which another one is reported all the same.
func (r *Record) spoke(v verdict) {
	if !r.counting() {
		return
	}
	r.add(Veto, v.first, false)
	for _, rule := range v.others {
		r.add(Veto, rule, false)
	}
}

// add counts a rule.
func (r *Record) add(kind RuleKind, rule Rule, alone bool) {
	if !r.counting() {
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

// Doubts counts the doubts about a finding. One decides if the finding is not wanted as
// it is, and would be without it.
func (r *Record) Doubts(f *Finding, wanted func(Confidence) bool) {
	if !r.counting() {
		return
	}
	for d := range f.Doubts.All() {
		r.add(Weak, Rule(d.String()), !wanted(f.Certainty()) && wanted(f.certainty(f.Doubts&^doubtIf(true, d))))
	}
}

// Counts returns what was counted, the rules that decided most first.
func (r *Record) Counts() []Count {
	var out []Count
	for _, c := range r.counts {
		out = append(out, *c)
	}
	return ordered(out)
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

// kinds are the kinds of rules in the order in which they are shown.
var kinds = []RuleKind{Evidence, Veto, Weak}

// ordered sorts counts: by kind, then those that decided most.
func ordered(all []Count) []Count {
	slices.SortFunc(all, func(a, b Count) int {
		return cmp.Or(
			cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
			cmp.Compare(b.Alone, a.Alone), cmp.Compare(b.Spoke, a.Spoke), cmp.Compare(a.Rule, b.Rule))
	})
	return all
}
