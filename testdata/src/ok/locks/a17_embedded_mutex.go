// A17: an embedded mutex.
//
// Safe because the promoted Lock and Unlock work on the one embedded mutex,
// which every access holds.
//
// Naive mistake: not to recognise the promoted methods, or to take the embedded
// mutex and the promoted one for two different locks.
package locks

import "sync"

// embeddedSet embeds an RWMutex by value.
type embeddedSet struct {
	sync.RWMutex
	m map[string]struct{}
}

func (s *embeddedSet) has(k string) bool {
	s.RLock()
	defer s.RUnlock()
	_, ok := s.m[k]
	return ok
}

func (s *embeddedSet) add(k string) {
	s.Lock()
	defer s.Unlock()
	s.m[k] = struct{}{}
}

// remove names the embedded field.
func (s *embeddedSet) remove(k string) {
	s.RWMutex.Lock()
	delete(s.m, k)
	s.RWMutex.Unlock()
}

// embeddedPointer embeds a pointer to a mutex.
type embeddedPointer struct {
	*sync.Mutex
	counts map[string]int
}

func (e embeddedPointer) inc(k string) {
	e.Lock()
	defer e.Unlock()
	e.counts[k]++
}

func (e embeddedPointer) get(k string) int {
	e.Lock()
	defer e.Unlock()
	return e.counts[k]
}

// lockedBase is embedded in turn: mutex and map are both promoted.
type lockedBase struct {
	sync.Mutex
	attrs map[string]string
}

type embedsBase struct {
	lockedBase
	name string
}

func (e *embedsBase) setAttr(k, v string) {
	e.Lock()
	defer e.Unlock()
	e.attrs[k] = v
}

func (b *lockedBase) attr(k string) string {
	b.Lock()
	defer b.Unlock()
	return b.attrs[k]
}

// UseA17 locks from outside as well.
func UseA17() int {
	s := &embeddedSet{m: map[string]struct{}{}}
	e := embeddedPointer{Mutex: new(sync.Mutex), counts: map[string]int{}}
	b := &embedsBase{lockedBase: lockedBase{attrs: map[string]string{}}, name: "b"}
	for _, k := range []string{"a", "b"} {
		go s.add(k)
		go s.has(k)
		go s.remove(k)
		go e.inc(k)
		go e.get(k)
		go b.setAttr(k, k)
		go b.attr(k)
	}
	s.Lock()
	s.m["parent"] = struct{}{}
	s.Unlock()
	s.RLock()
	n := len(s.m)
	s.RUnlock()
	b.Lock()
	b.attrs["parent"] = "1"
	b.Unlock()
	e.inc("parent")
	return n + e.get("parent") + len(b.attr("parent"))
}
