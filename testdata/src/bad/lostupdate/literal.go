package lostupdate

import "sync"

// Book counts in sections that are literals or helpers.
type Book struct {
	mu    sync.Mutex
	pages map[string]int
	tasks map[string]*task
	last  int
}

type task struct {
	mu   sync.Mutex
	done bool
}

// Add has a literal for each section.
func (b *Book) Add(name string) {
	var n int
	func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		n = b.pages[name]
	}()
	func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.pages[name] = n + 1 // want `write to b\.pages conflicts with writes by others since the look-up on line 24`
	}()
}

// page and put leave the lock to their callers.
func (b *Book) page(name string) (*task, bool) {
	t, ok := b.tasks[name]
	return t, ok
}

func (b *Book) put(name string, t *task) { b.tasks[name] = t }

// Task calls them in two sections.
func (b *Book) Task(name string) *task {
	b.mu.Lock()
	t, ok := b.page(name)
	b.mu.Unlock()
	if ok {
		return t
	}
	t = &task{}
	b.mu.Lock()
	b.put(name, t) // want `write to b\.tasks conflicts with writes by others since the look-up on line 44`
	b.mu.Unlock()
	return t
}

func store[K comparable, V any](m map[K]V, k K, v V) { m[k] = v }

// Number gives the store a function with type parameters, in a literal.
func (b *Book) Number(name string) int {
	b.mu.Lock()
	n, ok := b.pages[name]
	b.mu.Unlock()
	if !ok {
		b.mu.Lock()
		b.last++
		n = b.last
		func() { store(b.pages, name, n) }() // want `write to .*pages.* conflicts with writes by others since the look-up on line 61`
		b.mu.Unlock()
	}
	return n
}

// AddFixed looks and stores in one literal.
func (b *Book) AddFixed(name string) {
	var n int
	func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		n = b.pages[name]
		b.pages[name] = n + 1
	}()
}

// TaskFixed looks again.
func (b *Book) TaskFixed(name string) *task {
	b.mu.Lock()
	t, ok := b.page(name)
	b.mu.Unlock()
	if ok {
		return t
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if t, ok = b.page(name); !ok {
		t = &task{}
		b.put(name, t)
	}
	return t
}

// Other stores at another key.
func (b *Book) Other(name, other string) {
	var n int
	func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		n = b.pages[name]
	}()
	func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.pages[other] = n + 1
	}()
}
