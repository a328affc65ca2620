// Package wrappers gives guarded maps to functions of its own that hand them on to
// fmt and encoding/json, which iterate over them.
//
// Category: read-write
package wrappers

import (
	"encoding/json"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"sync"

	"bad/wrappers/logx"
)

func logf(format string, args ...any) {
	log.Output(2, fmt.Sprintf(format, args...))
}

func debugf(format string, args ...any) { logf("debug: "+format, args...) }

func tagged(tag string, args ...any) { slog.Info(tag, append([]any{"tag", tag}, args...)...) }

func respond(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

func encode[T any](v T) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return text
}

// printer is implemented elsewhere.
type printer interface {
	Printf(format string, args ...any)
}

// Stock has a guarded map.
type Stock struct {
	mu    sync.Mutex
	left  map[string]int //mapconcur:guardedby mu
	logf  func(format string, args ...any)
	log   printer
	lines *logx.Logger
}

// Set and Drop change it.
func (s *Stock) Set(article string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left[article] = n
}

func (s *Stock) Drop(article string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.left, article)
}

func (s *Stock) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.left)
}

func (s *Stock) warnf(format string, args ...any) { log.Printf("stock: "+format, args...) }

func (s *Stock) Print() {
	logf("stock: %v", s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Debug() {
	debugf("stock of %d: %v", 1, s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Warn() {
	defer s.warnf("left %v", s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Tag() {
	tagged("stock", "left", s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Handle(w http.ResponseWriter, r *http.Request) {
	respond(w, s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Encode() []byte {
	return encode(s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Field() {
	s.logf("left %v", s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Interface() {
	s.log.Printf("left %v", s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Info() {
	s.lines.Infof("left %v", s.left) // want `read of s\.left without s\.mu`
}

func (s *Stock) Show() string {
	return logx.Show(s.left) // want `read of s\.left without s\.mu`
}
