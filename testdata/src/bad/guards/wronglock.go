// Wrong locks: a struct has two locks, and one method takes the one that does
// not guard the map.
package guards

import "sync"

// Desk has a lock for each of its maps.
type Desk struct {
	inMu  sync.Mutex
	outMu sync.Mutex
	in    map[string]int
	out   map[string]int
}

// Accept holds the lock of in.
func (d *Desk) Accept(k string) {
	d.inMu.Lock()
	defer d.inMu.Unlock()
	d.in[k]++
}

// Reject holds the lock of in.
func (d *Desk) Reject(k string) {
	d.inMu.Lock()
	defer d.inMu.Unlock()
	delete(d.in, k)
}

// Send holds the lock of out.
func (d *Desk) Send(k string) {
	d.outMu.Lock()
	defer d.outMu.Unlock()
	d.out[k]++
}

// Sent holds the lock of out.
func (d *Desk) Sent(k string) int {
	d.outMu.Lock()
	defer d.outMu.Unlock()
	return d.out[k]
}

// Pending reads both maps under the lock of one.
func (d *Desk) Pending(k string) int {
	d.outMu.Lock()
	defer d.outMu.Unlock()
	return d.in[k] - d.out[k] // want `read of d\.in without d\.inMu conflicts with the \w+ on line \d+; .*; d\.inMu is held there and in 1 more place`
}

// Ledger is read under either lock, but its writer holds only one of them.
type Ledger struct {
	writeMu sync.Mutex
	readMu  sync.Mutex
	rows    map[string]int
}

// Set holds one lock.
func (l *Ledger) Set(k string, n int) {
	l.writeMu.Lock()
	defer l.writeMu.Unlock()
	l.rows[k] = n
}

// Unset holds one lock.
func (l *Ledger) Unset(k string) {
	l.writeMu.Lock()
	defer l.writeMu.Unlock()
	delete(l.rows, k)
}

// Get holds the other lock.
func (l *Ledger) Get(k string) int {
	l.readMu.Lock()
	defer l.readMu.Unlock()
	return l.rows[k] // want `read of l\.rows without l\.writeMu conflicts with the \w+ on line \d+`
}
