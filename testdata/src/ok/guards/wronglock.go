// Either of two locks: writers hold both, so that readers may hold any one.
package guards

import "sync"

// Ledger is written under both locks and read under either.
type Ledger struct {
	writeMu sync.Mutex
	readMu  sync.Mutex
	rows    map[string]int
}

// Set holds both locks.
func (l *Ledger) Set(k string, n int) {
	l.writeMu.Lock()
	defer l.writeMu.Unlock()
	l.readMu.Lock()
	defer l.readMu.Unlock()
	l.rows[k] = n
}

// Unset holds both locks.
func (l *Ledger) Unset(k string) {
	l.writeMu.Lock()
	defer l.writeMu.Unlock()
	l.readMu.Lock()
	defer l.readMu.Unlock()
	delete(l.rows, k)
}

// Get holds one lock.
func (l *Ledger) Get(k string) int {
	l.readMu.Lock()
	defer l.readMu.Unlock()
	return l.rows[k]
}

// Has holds the other lock.
func (l *Ledger) Has(k string) bool {
	l.writeMu.Lock()
	defer l.writeMu.Unlock()
	_, ok := l.rows[k]
	return ok
}
