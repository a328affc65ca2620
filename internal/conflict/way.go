package conflict

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A Way is how the two accesses of a pair are reached. A finding stands for several pairs: the
// link step refutes it if it refutes each of its ways.
type Way struct{ A, B Reach }

// A Reach is how a thread comes to an access.
type Reach struct {
	Root     *effect.Root // nil if one function shows both accesses
	At       token.Pos    // then a position in that function
	Spawned  bool         // then whether a goroutine makes the access that the function starts
	Receiver bool         // the access concerns the receiver of the root
	Locks    state.SyncSet
}

// MaxWays bounds the ways of a finding.
const MaxWays = 32

// WayOf returns how the accesses of a pair are reached.
func WayOf(p *Pair) Way { return Way{reach(p.A), reach(p.B)} }

func reach(s Side) Reach {
	if s.ByRoot == nil {
		return Reach{Root: s.Scoped.Root, At: s.Scoped.Via, Spawned: s.Scoped.Spawn != nil, Locks: s.Sync}
	}
	return Reach{Root: s.ByRoot.Root, At: s.ByRoot.Via, Receiver: s.ByRoot.OnReceiver(), Locks: s.Sync}
}

// AddWays returns the ways in either list, each once, nil if there are too many.
func AddWays(list, more []Way) []Way {
	for _, w := range more {
		if slices.ContainsFunc(list, w.equal) {
			continue
		}
		if len(list) == MaxWays {
			return nil
		}
		list = append(list, w)
	}
	return list
}

func (w Way) equal(v Way) bool { return w.A.equal(v.A) && w.B.equal(v.B) }

func (r Reach) equal(s Reach) bool {
	return r.Root == s.Root && (r.Root != nil || r.At == s.At && r.Spawned == s.Spawned) && r.Receiver == s.Receiver && state.Equal(r.Locks, s.Locks)
}
