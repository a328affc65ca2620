// Package internal has an exported method that is called with the lock of the object,
// which no other package can take; nor can another module call it.
package internal

import "sync"

// Files has a lock of its own.
type Files struct {
	mu    sync.Mutex
	cache map[string]int
}

// Get opens a file.
func (f *Files) Get(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if fd, ok := f.cache[path]; ok {
		return fd
	}
	f.Add(path, len(f.cache))
	return f.cache[path]
}

// Drop forgets a file.
func (f *Files) Drop(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.cache, path)
}

// Add is called with the lock.
func (f *Files) Add(path string, fd int) { f.cache[path] = fd }
