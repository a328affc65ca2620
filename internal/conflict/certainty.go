package conflict

import (
	"cmp"
	"slices"

	"github.com/mapconcur/mapconcur/internal/doubt"
)

// Certainty returns the confidence of the evidence, lowered by the doubts of the finding.
func (f *Finding) Certainty() Confidence { return f.CertaintyWith(f.Doubts) }

// CertaintyWith returns the certainty that the finding would have with the doubts ds.
func (f *Finding) CertaintyWith(ds doubt.Set) Confidence {
	return min(Possible, f.Confidence+Confidence(ds.Steps()))
}

// MostCertain returns the first of the most certain findings.
func MostCertain(fs []Finding) Finding {
	AddDoubts(fs)
	return slices.MinFunc(fs, func(f, g Finding) int { return cmp.Compare(f.Certainty(), g.Certainty()) })
}

// AddDoubts adds the doubts that the two accesses of a finding raise.
func (f *Finding) AddDoubts() { f.Doubts |= doubt.OfPair(&f.Access, &f.Other) }

// AddDoubts adds to each finding the doubts that its accesses raise.
func AddDoubts(fs []Finding) {
	for i := range fs {
		fs[i].AddDoubts()
	}
}
