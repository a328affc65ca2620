package main

import (
	"net/url"
	"sync"
)

// A hosts counts the links to each host.
type hosts struct {
	mu     sync.RWMutex
	counts map[string]int // guarded by mu
}

func newHosts() *hosts { return &hosts{counts: make(map[string]int)} }

// addAll counts the hosts of all links.
func (h *hosts) addAll(links []string) {
	var wg sync.WaitGroup
	for _, link := range links {
		wg.Go(func() {
			if u, err := url.Parse(link); err == nil {
				h.add(u.Host)
			}
		})
	}
	wg.Wait()
}

func (h *hosts) add(host string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts[host]++
}

func (h *hosts) len() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.counts)
}
