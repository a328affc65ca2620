// Package b38 holds idiom B38, an object from a shared informer cache is
// mutated: a lister hands out pointers into the cache, and every controller
// gets the same ones.
//
// Category: shared-copy
package b38

import (
	"maps"
	"sync"
)

type pod struct {
	name   string
	labels map[string]string
}

func (p *pod) getLabels() map[string]string { return p.labels }

// lister reads the cache that an informer fills.
type lister struct {
	mu   sync.RWMutex
	pods map[string]*pod
}

func (l *lister) add(p *pod) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pods[p.name] = p
}

func (l *lister) get(name string) *pod {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.pods[name]
}

type controller struct {
	pods *lister
}

func (c *controller) claim(name string) map[string]string {
	labels := c.pods.get(name).getLabels()
	delete(labels, "part-of") // want `delete from labels`
	return labels
}

// Run has two workers that reconcile the same pod.
func Run() {
	c := &controller{pods: &lister{pods: map[string]*pod{}}}
	c.pods.add(&pod{name: "p", labels: map[string]string{"part-of": "x"}})
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { c.claim("p") })
	}
	wg.Wait()
}

type controllerFixed struct {
	pods *lister
}

func (c *controllerFixed) claim(name string) map[string]string {
	labels := maps.Clone(c.pods.get(name).getLabels())
	delete(labels, "part-of")
	return labels
}

// RunFixed has two workers that reconcile the same pod.
func RunFixed() {
	c := &controllerFixed{pods: &lister{pods: map[string]*pod{}}}
	c.pods.add(&pod{name: "p", labels: map[string]string{"part-of": "x"}})
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { c.claim("p") })
	}
	wg.Wait()
}
