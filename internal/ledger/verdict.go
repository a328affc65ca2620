package ledger

import (
	"slices"
)

// A Verdict has the vetoes that apply to a candidate.
type Verdict struct {
	First  Rule   // the first veto that applies, "" if none does
	Others []Rule // all others, if the record counts rules
}

// Silent reports whether some veto silences the candidate.
func (v Verdict) Silent() bool { return v.First != "" }

// And returns the vetoes of both verdicts, each rule once.
func (v Verdict) And(more Verdict) Verdict {
	if v.First == "" {
		return more
	}
	for _, rule := range append(more.Others, more.First) {
		if rule != "" && rule != v.First && !slices.Contains(v.Others, rule) {
			v.Others = append(slices.Clip(v.Others), rule)
		}
	}
	return v
}

// Or returns v if it silences, else other.
func (v Verdict) Or(other Verdict) Verdict {
	if v.Silent() {
		return v
	}
	return other
}
