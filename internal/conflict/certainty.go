package conflict

import (
	"slices"
)

// Confidence says how much of a conflict the analyzer has seen.
type Confidence uint8

const (
	Proved   Confidence = iota // it has seen the start of the goroutine and both accesses
	Likely                     // it has seen an access that breaks the code's own rule
	Possible                   // it relies on a convention
)

// String returns the name of a confidence, as the flag has it.
func (c Confidence) String() string { return [...]string{"proved", "likely", "possible"}[c] }

// ParseConfidence returns the confidence of that name, [Possible] if there is none.
func ParseConfidence(name string) Confidence {
	for c := range Possible {
		if c.String() == name {
			return c
		}
	}
	return Possible
}

// Certainty returns the confidence of the evidence, lowered by the doubts of the finding.
func (f *Finding) Certainty() Confidence { return f.Evidence.less(f.Doubts) }

// CertaintyWithout returns the certainty that the finding would have without one doubt.
func (f *Finding) CertaintyWithout(d Doubt) Confidence {
	return f.Evidence.less(slices.DeleteFunc(slices.Clone(f.Doubts), func(e Doubt) bool { return e == d }))
}

// less returns the confidence of the evidence, lowered by doubts.
func (e Evidence) less(ds []Doubt) Confidence {
	steps := 0
	for _, d := range ds {
		steps += d.Steps
	}
	return min(Possible, e.Confidence+Confidence(steps))
}
