package funcvars

import "sync"

// traversal has a function that it calls for each name, each on its own goroutine,
// and one that it calls when all are done.
type traversal struct {
	visit func(string) error
	last  func(string)
}

func up(visit func(string) error) *traversal {
	return &traversal{visit: visit, last: func(string) {}}
}

func (t *traversal) walk(names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t.visit(n)
		}()
	}
	wg.Wait()
	for _, n := range names {
		t.last(n)
	}
}

// inTurn calls it here.
func (t *traversal) inTurn(names []string) {
	for _, n := range names {
		t.visit(n)
	}
}

// Guarded gives a function that locks.
func Guarded(names []string) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	t := up(func(n string) error {
		mu.Lock()
		defer mu.Unlock()
		out[n] = len(n)
		return nil
	})
	t.walk(names)
	return out
}

// InTurn has no goroutines.
func InTurn(names []string) map[string]int {
	out := map[string]int{}
	t := up(func(n string) error {
		out[n] = len(n)
		return nil
	})
	t.inTurn(names)
	return out
}

// Last is called when all are done.
func Last(names []string) map[string]int {
	out := map[string]int{}
	t := &traversal{visit: func(string) error { return nil }, last: func(n string) { out[n] = len(n) }}
	t.walk(names)
	return out
}

// Exchanged has another function by the time.
func Exchanged(names []string) map[string]int {
	out := map[string]int{}
	t := up(func(n string) error {
		out[n] = len(n)
		return nil
	})
	t.inTurn(names)
	t.visit = func(string) error { return nil }
	t.walk(names)
	return out
}
