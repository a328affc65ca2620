package state

import (
	"hash/maphash"
)

// Memo caches the results of a function from sets to sets. The accesses of a function share
// few distinct sets, so that a set is identified by its address and the results are shared
// as well.
type Memo struct {
	f    func(SyncSet) SyncSet
	few  []result             // searched one by one: usually there is one
	many map[Identity]SyncSet // the results beyond maxFew
}

// result is a cached result.
type result struct {
	of  Identity
	out SyncSet
}

// maxFew is the number of results that are searched one by one.
const maxFew = 16

// Identity is the address and length of a set. Two sets of one [Table] are equal if and only
// if their identities are equal.
type Identity struct {
	first **SyncFact
	n     int
}

// Identity returns the address and length of s.
func (s SyncSet) Identity() Identity {
	if len(s) == 0 {
		return Identity{}
	}
	return Identity{&s[0], len(s)}
}

// NewMemo returns an empty cache of f. The result of f must depend on its argument alone.
func NewMemo(f func(SyncSet) SyncSet) *Memo {
	return &Memo{f: f}
}

// Reset makes m an empty cache of f and reuses its memory.
func (m *Memo) Reset(f func(SyncSet) SyncSet) {
	clear(m.few)
	m.f, m.few, m.many = f, m.few[:0], nil
}

// Of returns f(s).
func (m *Memo) Of(s SyncSet) SyncSet {
	id := s.Identity()
	for i := range m.few {
		if m.few[i].of == id {
			return m.few[i].out
		}
	}
	if out, ok := m.many[id]; ok {
		return out
	}
	out := m.f(s)
	if len(m.few) < maxFew {
		m.few = append(m.few, result{id, out})
		return out
	}
	if m.many == nil {
		m.many = map[Identity]SyncSet{}
	}
	m.many[id] = out
	return out
}

// Table holds one copy of every set that was interned.
type Table struct {
	seed maphash.Seed
	sets map[uint64][]SyncSet // by hash
}

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{seed: maphash.MakeSeed(), sets: map[uint64][]SyncSet{}}
}

// Intern returns the table's copy of s, which is s itself if there was none.
func (t *Table) Intern(s SyncSet) SyncSet {
	if len(s) == 0 {
		return nil
	}
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, f := range s {
		maphash.WriteComparable(&h, *f)
	}
	sum := h.Sum64()
	for _, old := range t.sets[sum] {
		if Equal(old, s) {
			return old
		}
	}
	t.sets[sum] = append(t.sets[sum], s)
	return s
}
