package main

import (
	"net/http"
	"strings"
)

// A server redirects /code to the link behind it.
type server struct {
	cache  *cache
	stats  *stats
	visits *visits
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	code := strings.TrimPrefix(r.URL.Path, "/")
	link := s.cache.get(code)
	if link == "" {
		s.stats.add("miss")
		http.NotFound(w, r)
		return
	}
	s.stats.add("hit")
	s.visits.codes <- code
	http.Redirect(w, r, link, http.StatusFound)
}
