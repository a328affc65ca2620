// A08: a filled map is published by closing a channel.
//
// Safe because the close of a channel is synchronized before a receive that
// returns because of the close, and the writer stops before the close.
//
// Naive mistake: to look for a mutex only, and to pair the unlocked writes of
// the filling goroutine with the unlocked reads behind the receive.
package publish

import "context"

// lazyIndex is filled by one goroutine; readers wait for ready.
type lazyIndex struct {
	ready chan struct{}
	m     map[string]int
}

func newLazyIndex() *lazyIndex {
	l := &lazyIndex{ready: make(chan struct{})}
	go l.fill()
	return l
}

func (l *lazyIndex) fill() {
	l.m = make(map[string]int)
	for i, s := range []string{"a", "b"} {
		l.m[s] = i
	}
	close(l.ready)
}

func (l *lazyIndex) get(k string) int {
	<-l.ready
	return l.m[k]
}

// syncedStore closes in a defer and its readers select with a context.
type syncedStore struct {
	synced chan struct{}
	items  map[string]string
}

func (s *syncedStore) sync() {
	defer close(s.synced)
	s.items["a"] = "1"
	delete(s.items, "b")
}

func (s *syncedStore) item(ctx context.Context, k string) (string, error) {
	select {
	case <-s.synced:
		return s.items[k], nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// itemIfReady polls: it reads only if the channel is closed already.
func (s *syncedStore) itemIfReady(k string) (string, bool) {
	select {
	case <-s.synced:
	default:
		return "", false
	}
	v, ok := s.items[k]
	return v, ok
}

// fillLocal publishes a local map to several local readers.
func fillLocal() int {
	conf := map[string]int{}
	loaded := make(chan struct{})
	go func() {
		conf["n"] = 1
		close(loaded)
	}()
	for range 3 {
		go func() {
			<-loaded
			_ = conf["n"]
		}()
	}
	<-loaded
	return conf["n"]
}

// UseA08 starts writers and readers.
func UseA08() int {
	l := newLazyIndex()
	go l.get("a")
	n := l.get("b")

	s := &syncedStore{synced: make(chan struct{}), items: map[string]string{"b": "2"}}
	go s.sync()
	ctx := context.Background()
	go s.item(ctx, "a")
	go s.itemIfReady("a")
	v, _ := s.item(ctx, "b")
	return n + len(v) + fillLocal()
}
