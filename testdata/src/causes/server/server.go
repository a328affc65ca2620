// Package server calls what package room reports itself, and what it leaves to its
// callers.
package server

import (
	"net/http"

	"causes/room"
)

type Server struct{ room *room.Room }

func (s *Server) join(w http.ResponseWriter, r *http.Request) {
	s.room.Join(r.FormValue("user"))
	print(len(s.room.Names()))
	s.room.Note("a") // want `this call's write to r\.Bare at room\.go:35 conflicts with the same write in another goroutine; the request handler on line 30 can run many times at once; no lock protects it$`
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) { print(len(s.room.Names())) }

func (s *Server) watch() {
	for range 10 {
		print(len(s.room.Names()))
	}
}

func Run() {
	s := &Server{room.New()}
	go s.watch()
	http.HandleFunc("/join", s.join)
	http.HandleFunc("/list", s.list)
	http.ListenAndServe(":80", nil)
}
