package conflict

import (
	"cmp"
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A Doubt is a weak reason why a finding may be wrong: what a name, a comment or a
// convention says. Each doubt lowers the certainty of a finding by a step or two. No
// doubt silences a finding: what silences is a veto.
type Doubt uint8

const (
	OpensByName     Doubt = iota // a function whose name says that it sets an object up
	ClosesByName                 // a function whose name says that it ends the life of an object
	FillsByName                  // a function whose name says that it restores an object
	TakesOverByName              // a function whose name says that it takes the place of another object
	DecodesByName                // a function whose name says that it fills an object just made
	SafeByComment                // a comment says that no lock is needed
	AloneByComment               // the function's comment says that it must not run concurrently
	ForTests                     // the function's name or comment says that only tests call it
	RoomUnknown                  // a channel that both use as a lock may have room for more than one
	numDoubts
)

// doubts has the names of doubts, their reasons in words, and by how many steps each lowers
// the certainty.
var doubts = [numDoubts]struct {
	name, reason string
	steps        int
}{
	OpensByName:     {"name-opens", "by its name the function sets the object up before others have it", 1},
	ClosesByName:    {"name-closes", "by its name the function ends the life of the object, when others are done with it", 1},
	FillsByName:     {"name-fills", "by its name the function restores the object before others have it", 1},
	TakesOverByName: {"name-takes-over", "by its name the function fills the object from another, whose place it is to take", 1},
	DecodesByName:   {"name-decodes", "by its name the function fills an object that was just made", 1},
	SafeByComment:   {"comment-no-lock", "a comment says that no lock is needed", 1},
	AloneByComment:  {"comment-alone", "the comment of the function says that it must not run concurrently", 1},
	RoomUnknown:     {"channel-room", "both use a channel whose room is not known, as if it were a lock", 2},
	ForTests:        {"for-tests", "the function's name or comment says that only tests call it", 1},
}

// String returns the name of a doubt, which is the same in all versions.
func (d Doubt) String() string { return doubts[d].name }

// Reason says in words what a doubt rests on.
func (d Doubt) Reason() string { return doubts[d].reason }

// Doubts is a set of doubts.
type Doubts uint16

// doubtIf returns the set that holds d if the condition is true.
func doubtIf(condition bool, d Doubt) Doubts {
	if !condition {
		return 0
	}
	return 1 << d
}

// All yields the doubts, in the order of their constants.
func (ds Doubts) All() iter.Seq[Doubt] {
	return func(yield func(Doubt) bool) {
		for d := range numDoubts {
			if ds&(1<<d) != 0 && !yield(d) {
				return
			}
		}
	}
}

// steps returns by how much the doubts lower the certainty together.
func (ds Doubts) steps() (n int) {
	for d := range ds.All() {
		n += doubts[d].steps
	}
	return n
}

// Certainty is what remains of the confidence of a finding less its doubts.
func (f *Finding) Certainty() Confidence { return f.certainty(f.Doubts) }

// certainty is what would remain with other doubts.
func (f *Finding) certainty(ds Doubts) Confidence {
	return min(Possible, f.Confidence+Confidence(ds.steps()))
}

// mostCertain returns the first of the most certain findings.
func mostCertain(fs []Finding) Finding {
	doubted(fs)
	return slices.MinFunc(fs, func(f, g Finding) int { return cmp.Compare(f.Certainty(), g.Certainty()) })
}

// said returns the doubts that comments raise, and names that are as good as comments.
// They are the same for every kind of finding.
func said(by effect.Remarks) Doubts {
	return doubtIf(by.Has(effect.SaysSafe), SafeByComment) |
		doubtIf(by.Has(effect.SaysAlone), AloneByComment) |
		doubtIf(by.Has(effect.SaysForTests), ForTests)
}

// doubt adds the doubts that the two accesses of a finding raise, and the source at them. That the
// other access needs no lock, although it holds one, says nothing of the first.
func (f *Finding) doubt() {
	other := sayings(&f.Other)
	if f.Other.Sync.NumLocks() > 0 {
		other &^= effect.SaysSafe
	}
	f.Doubts |= said(sayings(&f.Access)|other) | doubtIf(mayTie(&f.Access.Access, &f.Other.Access), RoomUnknown)
}

// mayTie reports whether two accesses use a channel, of one object or of two, that is a
// lock if it has room for one.
func mayTie(a, b *effect.Access) bool {
	for _, m := range a.Sync {
		for _, n := range b.Sync {
			same := m.Place.Same(n.Place) || m.Place.Owner != "" && m.Place.Owner == n.Place.Owner
			if same && state.MayTie(m.Kind, n.Kind) {
				return true
			}
		}
	}
	return false
}

// sayings returns what the source says of an access. One that is atomic needs no lock, as
// its comment may explain.
func sayings(it *effect.ScopedAccess) effect.Remarks {
	says := it.Says | it.Around
	if it.Scalar == effect.AtomicScalar {
		says &^= effect.SaysSafe
	}
	return says
}

// doubted returns findings with the doubts that the source raises at their accesses.
func doubted(fs []Finding) []Finding {
	for i := range fs {
		fs[i].doubt()
	}
	return fs
}

// byCertainty returns lists of findings, and after them what is only possible in each.
func byCertainty(lists ...[]Finding) [][]Finding {
	possible := func(f Finding) bool { return f.Certainty() == Possible }
	likely := func(f Finding) bool { return !possible(f) }
	var out [][]Finding
	for _, drop := range []func(Finding) bool{possible, likely} {
		for _, list := range lists {
			out = append(out, slices.DeleteFunc(slices.Clone(list), drop))
		}
	}
	return out
}
