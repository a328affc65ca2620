package state

import "hash/maphash"

// Memo remembers what a function makes of sets of marks. The accesses of a
// function have few sets between them, and share them: a set is known by where
// it lies in memory, and what is made of it is shared as well.
type Memo struct {
	f    func(Marks) Marks
	last struct { // mostly there is but one
		of  Identity
		out Marks
		set bool
	}
	made map[Identity]Marks
}

// Identity is where a set lies in memory. Sets of one [Table] are equal if they
// have the same.
type Identity struct {
	first **Mark
	n     int
}

// Identity returns where ms lies in memory.
func (ms Marks) Identity() Identity {
	if len(ms) == 0 {
		return Identity{}
	}
	return Identity{&ms[0], len(ms)}
}

// NewMemo returns a memo of f, whose results must depend on its argument alone.
func NewMemo(f func(Marks) Marks) *Memo {
	return &Memo{f: f}
}

// Of returns f(ms).
func (m *Memo) Of(ms Marks) Marks {
	id := ms.Identity()
	if m.last.set && m.last.of == id {
		return m.last.out
	}
	out, ok := m.made[id]
	if !ok {
		out = m.f(ms)
	}
	if m.last.set && !ok {
		if m.made == nil {
			m.made = map[Identity]Marks{m.last.of: m.last.out}
		}
		m.made[id] = out
	}
	m.last.of, m.last.out, m.last.set = id, out, true
	return out
}

// Table holds one copy of every set of marks.
type Table struct {
	seed maphash.Seed
	sets map[uint64][]Marks // by hash
}

// NewTable returns an empty table.
func NewTable() *Table {
	return &Table{seed: maphash.MakeSeed(), sets: map[uint64][]Marks{}}
}

// Intern returns the copy of ms, which it is if there was none.
func (t *Table) Intern(ms Marks) Marks {
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
