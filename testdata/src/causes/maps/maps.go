// Package maps forgets one lock for several maps, and for several accesses of one.
package maps

import (
	"net/http"
	"sync"
)

type Store struct {
	mu   sync.RWMutex
	byID map[int]string
	ids  map[string]int
	tags map[int][]string
}

func (s *Store) Put(id int, name string, tags ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[id] = name
	s.ids[name] = id
	s.tags[id] = tags
}

func (s *Store) Get(id int, name string) (string, int, []string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byID[id], s.ids[name], s.tags[id]
}

func (s *Store) Drop(id int) {
	delete(s.ids, s.byID[id]) // want `delete from s\.ids without s\.mu, .*; and 3 more: s\.byID on line 33, s\.tags on line 34, s\.byID on line 31$`

	delete(s.byID, id)
	delete(s.tags, id)
}

// Bus calls its listeners from several methods.
type Bus[K comparable] struct {
	lock
	subs map[K]func(string)
}

type lock struct{ sync.Mutex }

func (b *Bus[K]) Add(k K, f func(string)) {
	b.Lock()
	b.subs[k] = f
	b.Unlock()
}

func (b *Bus[K]) Remove(k K) {
	b.Lock()
	delete(b.subs, k)
	b.Unlock()
}

func (b *Bus[K]) Start() {
	for _, f := range b.subs { // want `range over b\.subs without b.*, which guards it .*; and 2 more: b\.subs on line 64, b\.subs at more\.go:9$`
		f("start")
	}
}

func (b *Bus[K]) Send(s string) {
	for _, f := range b.subs {
		f(s)
	}
}

// Site has no lock at all.
type Site struct {
	users, visits map[string]int
	last          map[string]string
}

func (s *Site) login(w http.ResponseWriter, r *http.Request) {
	u := r.FormValue("u")
	s.users[u]++ // want `write to s\.users is not synchronized with the delete on line 84 \(request handler started on line 90\); and 2 more: s\.visits on line 78, s\.last on line 79$`
	s.visits[u]++
	s.last[u] = r.RemoteAddr
}

func (s *Site) logout(w http.ResponseWriter, r *http.Request) {
	u := r.FormValue("u")
	delete(s.users, u)
	delete(s.last, u)
}

func Serve() {
	s := &Site{map[string]int{}, map[string]int{}, map[string]string{}}
	http.HandleFunc("/in", s.login)
	http.HandleFunc("/out", s.logout)
	http.ListenAndServe(":80", nil)
}
