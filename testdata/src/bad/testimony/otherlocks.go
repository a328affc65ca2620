// Package testimony holds maps for which one function takes a lock, and another one does
// not take that lock: the lock is the evidence that others have the object.
//
// Category: read-write, range-write, write-write
package testimony

import "sync"

// Yard has a lock for each of its maps. Some methods take the wrong one.
type Yard struct {
	boxMu  sync.Mutex
	boxes  map[string]int
	laneMu sync.Mutex
	lanes  map[string]int
}

// Put takes the lock of the boxes.
func (y *Yard) Put(box string) {
	y.boxMu.Lock()
	defer y.boxMu.Unlock()
	y.boxes[box]++
}

// Open takes the lock of the lanes.
func (y *Yard) Open(lane string) {
	y.laneMu.Lock()
	defer y.laneMu.Unlock()
	y.lanes[lane]++
}

// Boxes takes the wrong lock.
func (y *Yard) Boxes() (out []string) {
	y.laneMu.Lock()
	defer y.laneMu.Unlock()
	for b := range y.boxes { // want `boxes`
		out = append(out, b)
	}
	return out
}

// shelf is embedded, with an embedded lock.
type shelf struct {
	sync.RWMutex
	books map[string]string
}

// Library has a lock of its own, too, which hides that of the shelf from some methods.
type Library struct {
	shelf
	lendMu sync.RWMutex
	lent   map[string]string
}

// Add takes the lock of the shelf.
func (l *Library) Add(title, author string) {
	l.Lock()
	defer l.Unlock()
	l.books[title] = author
}

// Lend takes the other one.
func (l *Library) Lend(title, who string) {
	l.lendMu.Lock()
	defer l.lendMu.Unlock()
	l.lent[title] = who
}

// Back does, too.
func (l *Library) Back(title string) {
	l.lendMu.Lock()
	defer l.lendMu.Unlock()
	delete(l.lent, title)
}

// Missing reads what Lend writes, under the lock of the shelf.
func (l *Library) Missing() (n int) {
	l.RLock()
	defer l.RUnlock()
	for t := range l.lent { // want `lent`
		if _, ok := l.books[t]; ok {
			n++
		}
	}
	return n
}

var (
	sizesMu sync.Mutex
	sizes   = map[string]int{}
	namesMu sync.Mutex
	names   = map[string]string{}
)

// SetSize takes the lock of the sizes.
func SetSize(k string, n int) {
	sizesMu.Lock()
	defer sizesMu.Unlock()
	sizes[k] = n
}

// SetName takes the lock of the names.
func SetName(k, v string) {
	namesMu.Lock()
	defer namesMu.Unlock()
	names[k] = v
}

// Size takes the wrong one.
func Size(name string) int {
	namesMu.Lock()
	defer namesMu.Unlock()
	return sizes[name] // want `sizes`
}
