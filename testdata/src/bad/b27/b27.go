// Package b27 holds idiom B27, a goroutine uses the receiver's map: the
// constructor starts the loop, so every exported method runs beside it.
//
// Category: read-write
package b27

import "sync"

// Watcher follows directories.
type Watcher struct {
	events chan string
	done   chan struct{}
	dirs   map[string]bool
}

// NewWatcher starts the loop of a new Watcher.
func NewWatcher() *Watcher {
	w := &Watcher{
		events: make(chan string),
		done:   make(chan struct{}),
		dirs:   map[string]bool{},
	}
	w.dirs["."] = true
	go w.loop()
	return w
}

func (w *Watcher) loop() {
	defer close(w.done)
	for dir := range w.events {
		w.dirs[dir] = true // want `write to w.dirs conflicts with the len`
	}
}

// Dirs returns the number of directories.
func (w *Watcher) Dirs() int { return len(w.dirs) }

// Close ends the loop.
func (w *Watcher) Close() {
	close(w.events)
	<-w.done
}

// Run counts while the loop adds.
func Run() int {
	w := NewWatcher()
	defer w.Close()
	w.events <- "a"
	w.events <- "b"
	return w.Dirs()
}

// WatcherFixed locks in the loop and in the methods.
type WatcherFixed struct {
	events chan string
	done   chan struct{}
	mu     sync.Mutex
	dirs   map[string]bool
}

// NewWatcherFixed starts the loop of a new WatcherFixed.
func NewWatcherFixed() *WatcherFixed {
	w := &WatcherFixed{
		events: make(chan string),
		done:   make(chan struct{}),
		dirs:   map[string]bool{},
	}
	w.dirs["."] = true
	go w.loop()
	return w
}

func (w *WatcherFixed) loop() {
	defer close(w.done)
	for dir := range w.events {
		w.mu.Lock()
		w.dirs[dir] = true
		w.mu.Unlock()
	}
}

// Dirs returns the number of directories.
func (w *WatcherFixed) Dirs() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.dirs)
}

// Close ends the loop.
func (w *WatcherFixed) Close() {
	close(w.events)
	<-w.done
}

// RunFixed counts under the lock.
func RunFixed() int {
	w := NewWatcherFixed()
	defer w.Close()
	w.events <- "a"
	w.events <- "b"
	return w.Dirs()
}
