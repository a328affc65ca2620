package state

import (
	"hash/maphash"
)

// Memo remembers what a function makes of sets of marks. The accesses of a
// function have few sets between them, and share them: a set is known by where
// it lies in memory, and what is made of it is shared as well.
type Memo struct {
	f    func(SyncSet) SyncSet
	few  []made // mostly there is but one
	many map[Identity]SyncSet
}

type made struct {
	of  Identity
	out SyncSet
}

// maxFew is how many results are looked through one by one.
const maxFew = 16

// Identity is where a set lies in memory. Sets of one [Table] are equal if they
// have the same.
type Identity struct {
	first **SyncFact
	n     int
}

// Identity returns where ms lies in memory.
func (ms SyncSet) Identity() Identity {
	if len(ms) == 0 {
		return Identity{}
	}
	return Identity{&ms[0], len(ms)}
}

// NewMemo returns a memo of f, whose results must depend on its argument alone.
func NewMemo(f func(SyncSet) SyncSet) *Memo {
	return &Memo{f: f}
}

// Reset makes m a memo of f that remembers nothing, in the memory that it has.
func (m *Memo) Reset(f func(SyncSet) SyncSet) {
	clear(m.few)
	m.f, m.few, m.many = f, m.few[:0], nil
}

// Of returns f(ms).
func (m *Memo) Of(ms SyncSet) SyncSet {
	id := ms.Identity()
	for i := range m.few {
		if m.few[i].of == id {
			return m.few[i].out
		}
	}
	if out, ok := m.many[id]; ok {
		return out
	}
	out := m.f(ms)
	if len(m.few) < maxFew {
		m.few = append(m.few, made{id, out})
		return out
	}
	if m.many == nil {
		m.many = map[Identity]SyncSet{}
	}
	m.many[id] = out
	return out
}

// Table holds one copy of every set of marks.
type Table struct {
	seed maphash.Seed
	sets map[uint64][]SyncSet // by hash
}

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{seed: maphash.MakeSeed(), sets: map[uint64][]SyncSet{}}
}

// Intern returns the copy of ms, which it is if there was none.
func (t *Table) Intern(ms SyncSet) SyncSet {
	if len(ms) == 0 {
		return nil
	}
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, m := range ms {
		maphash.WriteComparable(&h, *m)
	}
	sum := h.Sum64()
	for _, old := range t.sets[sum] {
		if Equal(old, ms) {
			return old
		}
	}
	t.sets[sum] = append(t.sets[sum], ms)
	return ms
}
