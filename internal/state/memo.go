package state

// Memo remembers what a function makes of sets of marks. The accesses of a
// function have few sets between them, and share them: a set is known by where
// it lies in memory, and what is made of it is shared as well.
type Memo struct {
	f    func(Marks) Marks
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
	return &Memo{f: f, made: map[Identity]Marks{}}
}

// Of returns f(ms).
func (m *Memo) Of(ms Marks) Marks {
	id := ms.Identity()
	out, ok := m.made[id]
	if !ok {
		out = m.f(ms)
		m.made[id] = out
	}
	return out
}

// Table holds one copy of every set of marks.
type Table map[string]Marks

// Intern returns the copy of ms, which it is if there was none.
func (t Table) Intern(ms Marks) Marks {
	if len(ms) == 0 {
		return nil
	}
	key := make([]byte, 0, 64*len(ms))
	for _, m := range ms {
		key = append(key, byte(m.Mode), '0')
		if m.Must {
			key[len(key)-1] = '1'
		}
		key = m.Place.Append(key)
	}
	if old, ok := t[string(key)]; ok {
		return old
	}
	t[string(key)] = ms
	return ms
}
