package funcvars

import (
	"errors"
	"sync"
)

// traversal has a function that it calls for each name, each on its own goroutine.
type traversal struct {
	visit func(string) error
	next  func(string) []string
	limit int
}

func up(visit func(string) error) *traversal {
	return &traversal{visit: visit, next: func(string) []string { return nil }}
}

func checked(visit func(string) error, limit int) (*traversal, error) {
	if limit < 0 {
		return nil, errors.New("no limit")
	}
	return &traversal{visit: visit, limit: limit}, nil
}

func (t *traversal) walk(names []string) {
	var wg sync.WaitGroup
	t.run(&wg, names)
	wg.Wait()
}

func (t *traversal) run(wg *sync.WaitGroup, names []string) {
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if t.visit(n) == nil {
				t.run(wg, t.next(n))
			}
		}()
	}
}

// inOrder gives the function to a constructor.
func inOrder(names []string, visit func(string) error, options ...func(*traversal)) {
	t := up(visit)
	for _, o := range options {
		o(t)
	}
	t.walk(names)
}

// Traversed gives it to who makes the traversal.
func Traversed(names []string) map[string]int {
	out := map[string]int{}
	inOrder(names, func(n string) error {
		out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
		return nil
	}, func(t *traversal) { t.limit = 3 })
	return out
}

// Checked makes it with a constructor that may fail.
func Checked(names []string) map[string]int {
	out := map[string]int{}
	t, err := checked(func(n string) error {
		out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
		return nil
	}, 3)
	if err != nil {
		return nil
	}
	t.walk(names)
	return out
}

// Direct makes it itself.
func Direct(names []string) map[string]int {
	out := map[string]int{}
	t := &traversal{visit: func(n string) error {
		out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
		return nil
	}}
	t.walk(names)
	return out
}
