package conflict

import (
	"cmp"
	"slices"

	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// Certainty is what remains of the confidence of a finding less its doubts.
func (f *Finding) Certainty() Confidence { return f.CertaintyWith(f.Doubts) }

// CertaintyWith is what would remain with other doubts.
func (f *Finding) CertaintyWith(ds doubt.Set) Confidence {
	return min(Possible, f.Confidence+Confidence(ds.Steps()))
}

// MostCertain returns the first of the most certain findings.
func MostCertain(fs []Finding) Finding {
	AddDoubts(fs)
	return slices.MinFunc(fs, func(f, g Finding) int { return cmp.Compare(f.Certainty(), g.Certainty()) })
}

// AddDoubts adds the doubts that the two accesses of a finding raise, and the source at them. That the
// other access needs no lock, although it holds one, says nothing of the first.
func (f *Finding) AddDoubts() {
	other := doubt.RemarksOn(&f.Other)
	if f.Other.Sync.NumLocks() > 0 {
		other &^= effect.SaysSafe
	}
	f.Doubts |= doubt.OfRemarks(doubt.RemarksOn(&f.Access)|other) | doubt.If(doubt.SharesChannel(&f.Access.Access, &f.Other.Access), doubt.RoomUnknown)
}

// AddDoubts returns findings with the doubts that the source raises at their accesses.
func AddDoubts(fs []Finding) []Finding {
	for i := range fs {
		fs[i].AddDoubts()
	}
	return fs
}
