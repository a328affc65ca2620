// Package state holds the abstract values of the analysis and their order: the
// locks that are held at an instruction and the synchronization that an access
// lies before or after. It knows nothing of SSA.
package state

import (
	"cmp"
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
)

// Kind says in which way an access is tied to a lock, a channel, a WaitGroup
// or a Once.
type Kind uint8

const (
	Write        Kind = iota // a lock held exclusively, or a channel used as one
	Read                     // a lock held for reading
	Before                   // ahead of a send, close or Done in its own thread
	After                    // behind a receive or Wait in its own thread
	OnceBody                 // within the function given to Once.Do
	Semaphore                // between the two operations on a channel used as a lock
	AfterWait                // behind the Wait of a WaitGroup
	OnEventLoop              // on the goroutine that calls the functions sent to a channel
	MaySemaphore             // as Semaphore, of a channel whose capacity is not known
)

// SyncFact is one such tie. Must is set if it holds on every path to the access;
// a mark that holds on some paths only still excludes a finding, because
// infeasible paths are not modelled (a lock taken "if needLock").
type SyncFact struct {
	Place place.Place
	Kind  Kind
	Must  bool
}

// SyncSet is a set of marks, sorted, at most one for each place and mode. Neither a
// Marks nor a mark in it is ever changed in place: sets share their marks, since
// a set is made for every lock that is taken and every call.
type SyncSet []*SyncFact

// Of returns the set of the given marks.
func Of(marks ...*SyncFact) SyncSet {
	var ms SyncSet
	for _, m := range marks {
		ms = ms.With(m)
	}
	return ms
}

func compare(a, b *SyncFact) int {
	if a == b {
		return 0
	}
	if c := place.Compare(a.Place, b.Place); c != 0 {
		return c
	}
	return int(a.Kind) - int(b.Kind)
}

// Valid reports whether ms is a set of marks as the functions here make them.
func (ms SyncSet) Valid() bool {
	for i, m := range ms {
		if m.Kind > MaySemaphore || !m.Place.Valid() || i > 0 && compare(ms[i-1], m) >= 0 {
			return false
		}
	}
	return true
}

// find returns where the mark of that place and mode is, or would be. It is
// [slices.BinarySearchFunc], for which every mark that is asked for would have to
// be allocated.
func (ms SyncSet) find(p place.Place, mode Kind) (int, bool) {
	lo, hi := 0, len(ms)
	for lo < hi {
		mid := (lo + hi) / 2
		c := cmp.Or(place.Compare(ms[mid].Place, p), int(ms[mid].Kind)-int(mode))
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

// Has reports whether ms has a mark of that place and mode.
func (ms SyncSet) Has(p place.Place, mode Kind) bool {
	_, ok := ms.find(p, mode)
	return ok
}

// With returns ms and m.
func (ms SyncSet) With(m *SyncFact) SyncSet {
	i, ok := ms.find(m.Place, m.Kind)
	switch {
	case ok && (ms[i].Must || !m.Must):
		return ms
	case ok:
		out := slices.Clone(ms)
		out[i] = m
		return out
	}
	out := make(SyncSet, len(ms)+1)
	copy(out, ms[:i])
	out[i] = m
	copy(out[i+1:], ms[i:])
	return out
}

// Without returns ms without the mark of that place and mode.
func (ms SyncSet) Without(p place.Place, mode Kind) SyncSet {
	i, ok := ms.find(p, mode)
	if !ok {
		return ms
	}
	return slices.Delete(slices.Clone(ms), i, i+1)
}

// Union returns the marks of both: those of one thread that holds all of them.
func (ms SyncSet) Union(other SyncSet) SyncSet {
	switch {
	case len(ms) == 0:
		return other
	case len(other) == 0:
		return ms
	case len(other) == 1:
		return ms.With(other[0])
	}
	return compact(slices.Concat(ms, other))
}

// compact sorts marks and keeps one of those that differ in Must alone, which
// holds if one of them does. It owns its argument.
func compact(ms SyncSet) SyncSet {
	slices.SortFunc(ms, compare)
	out := ms[:0]
	for _, m := range ms {
		if n := len(out); n > 0 && compare(out[n-1], m) == 0 {
			if m.Must {
				out[n-1] = m
			}
			continue
		}
		out = append(out, m)
	}
	return out
}

// OnlyIf returns a mark that holds on every path only if the other one does too.
func (m *SyncFact) OnlyIf(must bool) *SyncFact {
	if must || !m.Must {
		return m
	}
	weaker := *m
	weaker.Must = false
	return &weaker
}

// Join merges the states of two paths: marks of either, which must hold only
// if both have them.
func Join(a, b SyncSet) SyncSet {
	if Equal(a, b) {
		return a
	}
	var out SyncSet
	for _, m := range a {
		i, ok := b.find(m.Place, m.Kind)
		out = append(out, m.OnlyIf(ok && b[i].Must))
	}
	for _, m := range b {
		if _, ok := a.find(m.Place, m.Kind); !ok {
			out = append(out, m.OnlyIf(false))
		}
	}
	slices.SortFunc(out, compare)
	return out
}

// Meet returns the marks that both have.
func Meet(a, b SyncSet) SyncSet {
	var out SyncSet
	for _, m := range a {
		if i, ok := b.find(m.Place, m.Kind); ok {
			out = append(out, m.OnlyIf(b[i].Must))
		}
	}
	return out
}

// Equal reports whether a and b are the same set.
func Equal(a, b SyncSet) bool {
	return slices.EqualFunc(a, b, func(m, n *SyncFact) bool { return m == n || *m == *n })
}

// Map returns the marks with their places replaced by f; a mark whose place
// becomes unknown is left out, except a lock, which then may be any lock.
func (ms SyncSet) Map(f func(place.Place) place.Place) SyncSet {
	var out SyncSet // once it is other than ms
	for i, m := range ms {
		p := f(m.Place)
		stays := p.Known() || m.Kind == Write || m.Kind == Read
		if out == nil && (p != m.Place || !stays) {
			out = append(make(SyncSet, 0, len(ms)), ms[:i]...)
		}
		switch {
		case out == nil || !stays:
		case p != m.Place:
			out = append(out, &SyncFact{Place: p, Kind: m.Kind, Must: m.Must})
		default:
			out = append(out, m)
		}
	}
	if out == nil {
		return ms
	}
	return compact(out)
}

// NumLocks returns the number of locks among ms.
func (ms SyncSet) NumLocks() int {
	n := 0
	for _, m := range ms {
		if m.Kind == Write || m.Kind == Read {
			n++
		}
	}
	return n
}

// Locks returns the locks among ms, which may be ms itself.
func (ms SyncSet) Locks() SyncSet {
	n := ms.NumLocks()
	switch n {
	case 0:
		return nil
	case len(ms):
		return slices.Clip(ms)
	}
	out := make(SyncSet, 0, n)
	for _, m := range ms {
		if m.Kind == Write || m.Kind == Read {
			out = append(out, m)
		}
	}
	return out
}

// Excludes returns the marks of ms that keep two accesses by different threads
// apart, given the marks of the other.
func (ms SyncSet) Excludes(other SyncSet) SyncSet {
	var out SyncSet
	for _, a := range ms {
		for _, b := range other {
			if Tied(a.Kind, b.Kind) && matches(a, b) {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

// Doubtful reports whether marks of ms and other may keep two accesses by different
// threads apart, if the capacity of a channel is what it would have to be for that.
func (ms SyncSet) Doubtful(other SyncSet) bool {
	for _, a := range ms {
		for _, b := range other {
			if MayTie(a.Kind, b.Kind) && matches(a, b) {
				return true
			}
		}
	}
	return false
}

// matches compares places: locks may alias, while an order needs the same
// object.
func matches(a, b *SyncFact) bool {
	if a.Kind == Write || a.Kind == Read || a.Kind == OnEventLoop {
		return a.Place.MayAlias(b.Place)
	}
	return a.Place.Same(b.Place)
}

// Tied reports whether marks of the two modes, on one object, keep two accesses
// apart.
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

// MayTie reports whether marks of the two modes, on one channel, keep two accesses apart
// if that channel has room for one.
func MayTie(a, b Kind) bool {
	return a == MaySemaphore && (b == MaySemaphore || b == Semaphore) || a == Semaphore && b == MaySemaphore
}
