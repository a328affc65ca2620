// Package state holds the abstract state of the analysis at an instruction: what is done
// to a map ([Op]), which locks are held, and before or after which synchronization the
// instruction runs ([SyncFact], [SyncSet]). It also answers which of these facts order or
// exclude two accesses.
//
// A new kind of operation, lock or order begins here, with its constant. Which instruction
// makes it belongs in package trace, how it changes the state in package order, and whether a pair of accesses is a conflict in
// packages candidate and veto. This package imports neither go/ssa nor go/ast.
//
// The facts that order two accesses follow the Go memory model (go.dev/ref/mem).
package state

import (
	"cmp"
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
)

// Kind says how an access is related to a lock, a channel, a WaitGroup, a Once or an event
// loop.
type Kind uint8

const (
	Write        Kind = iota // a lock held exclusively, or a channel used as one
	Read                     // a lock held for reading
	Before                   // the access comes before a send, close or Done of its thread
	After                    // the access comes after a receive or Wait of its thread
	OnceBody                 // the access is in the function that is passed to Once.Do
	Semaphore                // the access is between the two operations on a channel that is used as a lock
	AfterWait                // the access comes after the Wait of a WaitGroup
	OnEventLoop              // the access runs on the goroutine that calls the functions sent to a channel
	MaySemaphore             // like Semaphore, but the capacity of the channel is not known
)

// SyncFact relates an access to one lock, channel, WaitGroup, Once or event loop.
//
// False negative: a lock that is held on some paths only (Must is false) excludes a
// finding too, because infeasible paths are not modelled (a lock taken "if needLock").
type SyncFact struct {
	Place place.Place // the lock, channel, WaitGroup or Once
	Kind  Kind
	Must  bool // the fact holds on every path to the access
}

// IsLock reports whether the fact is a lock that is held.
func (f *SyncFact) IsLock() bool { return f.Kind == Write || f.Kind == Read }

// SyncSet is a sorted set of facts, at most one for each place and kind. Neither a set nor
// a fact in it is ever changed in place, because sets share their facts: the analysis makes
// a set for every call and every lock that is acquired.
type SyncSet []*SyncFact

// Of returns the set of the given facts.
func Of(facts ...*SyncFact) SyncSet {
	var out SyncSet
	for _, f := range facts {
		out = out.With(f)
	}
	return out
}

// compare orders facts by place and kind, whatever Must is.
func compare(a, b *SyncFact) int {
	if a == b {
		return 0
	}
	if c := place.Compare(a.Place, b.Place); c != 0 {
		return c
	}
	return int(a.Kind) - int(b.Kind)
}

// Valid reports whether s is sorted and holds valid facts, as the functions here make it.
func (s SyncSet) Valid() bool {
	for i, f := range s {
		if f.Kind > MaySemaphore || !f.Place.Valid() || i > 0 && compare(s[i-1], f) >= 0 {
			return false
		}
	}
	return true
}

// find returns the index of the fact of a place and kind, or the index where it would be
// inserted. [slices.BinarySearchFunc] would need an allocated fact to search for.
func (s SyncSet) find(p place.Place, kind Kind) (int, bool) {
	lo, hi := 0, len(s)
	for lo < hi {
		mid := (lo + hi) / 2
		c := cmp.Or(place.Compare(s[mid].Place, p), int(s[mid].Kind)-int(kind))
		switch {
		case c == 0:
			return mid, true
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return lo, false
}

// Has reports whether s has a fact of that place and kind.
func (s SyncSet) Has(p place.Place, kind Kind) bool {
	_, ok := s.find(p, kind)
	return ok
}

// With returns the union of s and f.
func (s SyncSet) With(f *SyncFact) SyncSet {
	i, ok := s.find(f.Place, f.Kind)
	switch {
	case ok && (s[i].Must || !f.Must):
		return s
	case ok:
		out := slices.Clone(s)
		out[i] = f
		return out
	}
	out := make(SyncSet, len(s)+1)
	copy(out, s[:i])
	out[i] = f
	copy(out[i+1:], s[i:])
	return out
}

// Without returns s without the fact of that place and kind.
func (s SyncSet) Without(p place.Place, kind Kind) SyncSet {
	i, ok := s.find(p, kind)
	if !ok {
		return s
	}
	return slices.Delete(slices.Clone(s), i, i+1)
}

// Union returns the facts of both sets, which hold at once in one thread.
func (s SyncSet) Union(other SyncSet) SyncSet {
	switch {
	case len(s) == 0:
		return other
	case len(other) == 0:
		return s
	case len(other) == 1:
		return s.With(other[0])
	}
	return compact(slices.Concat(s, other))
}

// compact sorts facts and keeps one of those that differ in Must alone: Must is set if it
// is set in one of them. It overwrites its argument.
func compact(facts SyncSet) SyncSet {
	slices.SortFunc(facts, compare)
	out := facts[:0]
	for _, f := range facts {
		if n := len(out); n > 0 && compare(out[n-1], f) == 0 {
			if f.Must {
				out[n-1] = f
			}
			continue
		}
		out = append(out, f)
	}
	return out
}

// OnlyIf returns the fact with Must cleared unless must is set.
func (f *SyncFact) OnlyIf(must bool) *SyncFact {
	if must || !f.Must {
		return f
	}
	weaker := *f
	weaker.Must = false
	return &weaker
}

// Join merges the states of two paths that meet: the facts of either. Must is set only in
// those that hold on every path of both.
func Join(a, b SyncSet) SyncSet {
	if Equal(a, b) {
		return a
	}
	var out SyncSet
	for _, f := range a {
		i, ok := b.find(f.Place, f.Kind)
		out = append(out, f.OnlyIf(ok && b[i].Must))
	}
	for _, f := range b {
		if _, ok := a.find(f.Place, f.Kind); !ok {
			out = append(out, f.OnlyIf(false))
		}
	}
	slices.SortFunc(out, compare)
	return out
}

// Meet returns the facts that both sets have.
func Meet(a, b SyncSet) SyncSet {
	var out SyncSet
	for _, f := range a {
		if i, ok := b.find(f.Place, f.Kind); ok {
			out = append(out, f.OnlyIf(b[i].Must))
		}
	}
	return out
}

// Equal reports whether a and b are the same set.
func Equal(a, b SyncSet) bool {
	return slices.EqualFunc(a, b, func(f, g *SyncFact) bool { return f == g || *f == *g })
}

// Map returns the facts with each place replaced by what to returns for it. A fact whose
// place becomes unknown is left out, unless it is a lock, which then may be any lock.
func (s SyncSet) Map(to func(place.Place) place.Place) SyncSet {
	var out SyncSet // nil as long as it equals s
	for i, f := range s {
		p := to(f.Place)
		stays := p.Known() || f.IsLock()
		if out == nil && (p != f.Place || !stays) {
			out = append(make(SyncSet, 0, len(s)), s[:i]...)
		}
		switch {
		case out == nil || !stays:
		case p != f.Place:
			out = append(out, &SyncFact{Place: p, Kind: f.Kind, Must: f.Must})
		default:
			out = append(out, f)
		}
	}
	if out == nil {
		return s
	}
	return compact(out)
}

// NumLocks returns the number of locks in s.
func (s SyncSet) NumLocks() int {
	n := 0
	for _, f := range s {
		if f.IsLock() {
			n++
		}
	}
	return n
}

// Locks returns the locks in s. The result may share memory with s.
func (s SyncSet) Locks() SyncSet {
	n := s.NumLocks()
	switch n {
	case 0:
		return nil
	case len(s):
		return slices.Clip(s)
	}
	out := make(SyncSet, 0, n)
	for _, f := range s {
		if f.IsLock() {
			out = append(out, f)
		}
	}
	return out
}

// Excludes returns the facts of s that order or exclude an access with the facts s and one
// by another thread with the facts other.
func (s SyncSet) Excludes(other SyncSet) SyncSet {
	var out SyncSet
	for _, a := range s {
		for _, b := range other {
			if Tied(a.Kind, b.Kind) && matches(a, b) {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

// matches reports whether two facts concern one object: a lock that may be the same object
// is enough to exclude, while happens-before needs certainly the same object.
func matches(a, b *SyncFact) bool {
	if a.IsLock() || a.Kind == OnEventLoop {
		return a.Place.MayAlias(b.Place)
	}
	return a.Place.Same(b.Place)
}

// Tied reports whether facts of the two kinds about one object order or exclude two
// accesses by different threads. [AfterWait] ties nothing: it goes with an [After] of the
// same WaitGroup, which does.
func Tied(a, b Kind) bool {
	switch a {
	case Write:
		return b == Write || b == Read
	case Read:
		return b == Write
	case Before:
		return b == After
	case After:
		return b == Before || b == OnceBody
	case OnceBody:
		return b == OnceBody || b == After
	case Semaphore, OnEventLoop:
		return b == a
	}
	return false
}

// MayTie reports whether facts of the two kinds about one channel exclude two accesses
// provided that the capacity of the channel is one.
func MayTie(a, b Kind) bool {
	return a == MaySemaphore && (b == MaySemaphore || b == Semaphore) || a == Semaphore && b == MaySemaphore
}
