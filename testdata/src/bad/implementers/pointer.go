package implementers

import "sync"

// World is changed by actions that have a pointer to it. The package runs them with
// no lock.
type World struct {
	mu  sync.Mutex
	pos map[int]int
}

type Action interface{ Do() }

type Move struct {
	w     *World
	id, d int
}

type Kill struct {
	w  *World
	id int
}

func (m *Move) Do() {
	m.w.pos[m.id] += m.d // want `write to m\.w\.pos without m\.w\.mu conflicts with the \w+ on line \d+`
}

func (k *Kill) Do() {
	delete(k.w.pos, k.id) // want `delete from k\.w\.pos without k\.w\.mu conflicts with the \w+ on line \d+`
}

func (w *World) Tick(actions []Action) {
	for _, a := range actions {
		a.Do()
	}
}

func (w *World) Put(id, at int) {
	w.mu.Lock()
	w.pos[id] = at
	w.mu.Unlock()
}

func (w *World) At(id int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pos[id]
}
