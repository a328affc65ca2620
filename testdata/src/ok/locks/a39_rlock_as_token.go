// A39: RLock as a "may mutate" token, while the writers are serialised elsewhere.
//
// Safe because the RLock only keeps out a sweeper that takes the write lock;
// among themselves the writers are ordered by the single-writer transaction of
// the database, or by being one goroutine.
//
// Naive mistake: to report each write under RLock as a race of two readers.
package locks

import "sync"

type tokenTx struct{ name string }

// tokenBolt allows one writing transaction at a time.
type tokenBolt struct {
	writer sync.Mutex
}

func (b *tokenBolt) update(f func(*tokenTx) error) error {
	b.writer.Lock()
	defer b.writer.Unlock()
	return f(&tokenTx{name: "tx"})
}

type tokenDB struct {
	gc    sync.RWMutex // write mode: the garbage collector only
	bolt  tokenBolt
	dirty map[string]bool
}

func (db *tokenDB) update(k string, f func(*tokenTx) error) error {
	db.gc.RLock() // excludes only the collector
	defer db.gc.RUnlock()
	return db.bolt.update(func(tx *tokenTx) error {
		db.dirty[tx.name+k] = true
		return f(tx)
	})
}

func (db *tokenDB) collect() {
	db.gc.Lock()
	defer db.gc.Unlock()
	clear(db.dirty)
}

// tokenStore does not know how its backend serialises the callbacks; the
// contract of the interface says that they never overlap.
type tokenBackend interface {
	// Update runs f in the only writing transaction.
	Update(f func(*tokenTx) error) error
}

type tokenStore struct {
	gc      sync.RWMutex
	backend tokenBackend
	marked  map[string]int
}

func (s *tokenStore) mark(k string) error {
	s.gc.RLock()
	defer s.gc.RUnlock()
	return s.backend.Update(func(*tokenTx) error {
		s.marked[k]++
		return nil
	})
}

func (s *tokenStore) collect() {
	s.gc.Lock()
	defer s.gc.Unlock()
	for k := range s.marked {
		delete(s.marked, k)
	}
}

type boltBackend struct{ b tokenBolt }

func (b *boltBackend) Update(f func(*tokenTx) error) error { return b.b.update(f) }

// tokenLoop writes its map in one goroutine; the RLock of cfg is for another
// field which that goroutine reads.
type tokenLoop struct {
	mu      sync.RWMutex
	limit   int
	deleted map[int]int // used by run only
	in      chan int
	done    chan struct{}
}

func (l *tokenLoop) run() {
	defer close(l.done)
	for id := range l.in {
		l.mu.RLock()
		if l.limit > 0 {
			l.deleted[id] = l.limit
		}
		for k := range l.deleted {
			if k < id-l.limit {
				delete(l.deleted, k)
			}
		}
		l.mu.RUnlock()
	}
}

func (l *tokenLoop) setLimit(n int) {
	l.mu.Lock()
	l.limit = n
	l.mu.Unlock()
}

// UseA39 runs writers and the collector.
func UseA39() int {
	db := &tokenDB{dirty: map[string]bool{}}
	st := &tokenStore{backend: new(boltBackend), marked: map[string]int{}}
	ok := func(*tokenTx) error { return nil }
	for _, k := range []string{"a", "b", "c"} {
		go db.update(k, ok)
		go db.collect()
		go st.mark(k)
		go st.collect()
	}
	_ = db.update("z", ok)
	_ = st.mark("z")

	l := &tokenLoop{deleted: map[int]int{}, in: make(chan int), done: make(chan struct{})}
	go l.run()
	go l.setLimit(2)
	for id := range 5 {
		l.in <- id
	}
	l.setLimit(3)
	close(l.in)
	<-l.done
	return len(l.deleted)
}
