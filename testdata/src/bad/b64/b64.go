// Package b64 holds idiom B64, a sync.Map of mutable values: the outer map is
// safe, the plain maps in it are not.
//
// Category: frozen-write
package b64

import "sync"

type tags struct {
	m sync.Map // string -> map[string]int
}

func (t *tags) count(k, tag string) {
	v, _ := t.m.LoadOrStore(k, map[string]int{})
	v.(map[string]int)[tag]++ // want `write to`
}

// Run counts tags of one key from several goroutines.
func Run() {
	t := new(tags)
	var wg sync.WaitGroup
	for _, tag := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t.count("k", tag)
		}()
	}
	wg.Wait()
}

type tagSetFixed struct {
	mu sync.Mutex
	n  map[string]int
}

type tagsFixed struct {
	m sync.Map // string -> *tagSetFixed
}

func (t *tagsFixed) count(k, tag string) {
	v, _ := t.m.LoadOrStore(k, &tagSetFixed{n: map[string]int{}})
	s := v.(*tagSetFixed)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n[tag]++
}

// RunFixed stores structs that have a lock.
func RunFixed() {
	t := new(tagsFixed)
	var wg sync.WaitGroup
	for _, tag := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t.count("k", tag)
		}()
	}
	wg.Wait()
}
