package doubt

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The doubts that the source raises by comments, by names that are as explicit as comments,
// and by a channel that may be a lock.

// saysSafe reports whether a comment at one of the accesses says that no lock is needed. If
// only one of them holds a lock, its comment says nothing about the other one. A comment
// that an atomic access needs no lock is true.
func saysSafe(p *conflict.Pair) bool {
	said := func(s, other conflict.Side) bool {
		aboutItself := s.Sync.NumLocks() > 0 && other.Sync.NumLocks() == 0
		return s.Remarks().Has(effect.SaysSafe) && s.Scalar != effect.AtomicScalar && !aboutItself
	}
	return said(p.A, p.B) || said(p.B, p.A)
}

func saysAlone(p *conflict.Pair) bool { return says(p, effect.SaysAlone) }

func saysForTests(p *conflict.Pair) bool { return says(p, effect.SaysForTests) }

func says(p *conflict.Pair, remark effect.Remarks) bool {
	return p.A.Remarks().Has(remark) || p.B.Remarks().Has(remark)
}

// shareChannel reports whether two accesses use the same channel field, of one object or of
// two, in a way that makes it a lock if its capacity is one.
func shareChannel(p *conflict.Pair) bool {
	for _, m := range p.A.Sync {
		for _, n := range p.B.Sync {
			same := m.Place.Same(n.Place) || m.Place.Owner != "" && m.Place.Owner == n.Place.Owner
			if same && state.MayTie(m.Kind, n.Kind) {
				return true
			}
		}
	}
	return false
}

func readsLength(p *conflict.Pair) bool { return p.A.Op == state.OpLen }
