// Package wrappers gives guarded maps to functions that hand them on to fmt and
// encoding/json: under the lock, or in a way in which nobody looks into them.
package wrappers

import (
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"sync"
)

func logf(format string, args ...any) {
	log.Output(2, fmt.Sprintf(format, args...))
}

// keep puts its argument away.
func keep(list []any, v any) []any { return append(list, v) }

// names prints the types alone.
func names(args ...any) {
	for _, a := range args {
		log.Printf("%T", a)
	}
}

type printer interface {
	Printf(format string, args ...any)
}

// Stock has a guarded map.
type Stock struct {
	mu   sync.Mutex
	left map[string]int
	log  printer
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

// locked logs under the lock.
func (s *Stock) locked(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	logf(format, args...)
}

func (s *Stock) Print() {
	s.mu.Lock()
	defer s.mu.Unlock()
	logf("stock: %v", s.left)
}

func (s *Stock) Clone() {
	s.mu.Lock()
	left := maps.Clone(s.left)
	s.mu.Unlock()
	logf("stock: %v", left)
}

func (s *Stock) Address() {
	logf("stock at %p of type %T", s.left, s.left)
	s.log.Printf("stock at %p", s.left)
	names(s.left)
	_ = keep(nil, s.left)
}

func (s *Stock) Inside() {
	s.locked("stock: %v", s.left)
}

// article has a method by which it is printed.
type article struct{ sold map[string]int }

func (a *article) String() string               { return "article" }
func (a *article) MarshalJSON() ([]byte, error) { return json.Marshal("article") }

// Shelf has articles that are counted on another goroutine.
type Shelf struct {
	mu sync.Mutex
	a  *article
}

func (s *Shelf) Sell(to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.a.sold[to]++
}

func (s *Shelf) Back(from string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.a.sold[from]--
}

func (s *Shelf) Print() { logf("%v", s.a) }
