// Package watched has locks of the project's own.
package watched

import (
	"log"
	"sync"
	"time"
)

// Mutex tells when somebody waits long for it.
type Mutex struct {
	mu  *sync.Mutex
	log *log.Logger
}

// New returns one.
func New(l *log.Logger) *Mutex { return &Mutex{mu: new(sync.Mutex), log: l} }

// Lock waits.
func (m *Mutex) Lock() {
	begin := time.Now()
	for !m.mu.TryLock() {
		if time.Since(begin) > time.Minute {
			m.log.Println("deadlock?")
			begin = time.Now()
		}
		time.Sleep(time.Millisecond)
	}
}

// Unlock does not.
func (m *Mutex) Unlock() { m.mu.Unlock() }
