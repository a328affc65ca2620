package ledger

import (
	"slices"
)

// A verdict is the vetoes against a candidate.
type Verdict struct {
	First  Rule   // "" if there is none
	Others []Rule // if somebody wants to know
}

// Silent reports whether some veto silences the candidate.
func (v Verdict) Silent() bool { return v.First != "" }

// And joins two verdicts, with each rule once.
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

// Or returns the first verdict that silences.
func (v Verdict) Or(other Verdict) Verdict {
	if v.Silent() {
		return v
	}
	return other
}
