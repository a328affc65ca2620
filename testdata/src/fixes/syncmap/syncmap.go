// Package syncmap has maps of which every access stands for itself: a sync.Map
// can take their place.
package syncmap

import (
	"fmt"
	"net/http"
)

// Session is what is stored.
type Session struct{ user string }

// Sessions is a table of sessions.
type Sessions struct {
	name string
	all  map[string]*Session
	seen map[string]bool // the users
	ages map[int64]int64
}

// New returns an empty table.
func New(name string) *Sessions {
	return &Sessions{
		name: name,
		all:  make(map[string]*Session),
		seen: map[string]bool{},
		ages: map[int64]int64{},
	}
}

// ServeHTTP runs for many requests at once.
func (s *Sessions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("id")
	if r.Method == "PUT" {
		s.put(id, &Session{user: id})
		return
	}
	if r.Method == "DELETE" {
		s.drop(id)
		return
	}
	session, ok := s.get(id)
	if ok && s.user(id) != "" {
		fmt.Fprintln(w, session.user, s.age(1))
	}
}

func (s *Sessions) put(id string, session *Session) {
	s.all[id] = session // want `conflicts with`
	s.mark(id)
}

func (s *Sessions) mark(id string) {
	s.seen[id] = true // want `conflicts with`
	s.born()
}

func (s *Sessions) born() {
	s.ages[1] = 2 // want `conflicts with`
}

func (s *Sessions) drop(id string) {
	delete(s.all, id)
}

func (s *Sessions) get(id string) (*Session, bool) {
	if !s.seen[id] {
		return nil, false
	}
	session, ok := s.all[id]
	return session, ok
}

func (s *Sessions) user(id string) string {
	if session, ok := s.all[id]; ok {
		return session.user
	}
	if _, ok := s.all[id]; !ok {
		return "?"
	}
	return s.all[id].user
}

func (s *Sessions) age(id int64) int64 {
	age := s.ages[id]
	return age
}

var handlers = map[string]func(){}

var names map[string]error

// Register may be called from anywhere.
func Register(name string, f func()) {
	if names == nil {
		names = make(map[string]error) // want `conflicts with`
	}
	names[name] = nil
	handlers[name] = f // want `conflicts with`
}

// Handle registers from a handler.
func Handle(w http.ResponseWriter, r *http.Request) {
	Register(r.URL.Path, func() {})
	f := handlers[r.URL.Path]
	f()
}

// Serve makes handlers of them.
func Serve() {
	http.Handle("/", New("x"))
	http.HandleFunc("/register", Handle)
}
