package syncmap

import (
	"encoding/json"
	"net/http"
)

// Counts has maps that a sync.Map cannot stand for.
type Counts struct {
	sums   map[string]int            // read and written in one
	sizes  map[string]int            // counted
	ranged map[string]int            // iterated over
	shown  map[string]int            // given to a function
	tried  map[string]int            // looked up, then stored
	moved  map[string]int            // of two keys
	reset  map[string]int            // replaced
	inner  map[string]map[string]int // of maps
	Public map[string]int            // seen by other packages
}

// ServeHTTP runs for many requests at once.
func (c *Counts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k := r.URL.Path
	c.sum(k)
	c.size(k)
	c.each(k)
	c.show(k)
	c.try(k)
	c.move(k, k+"/")
	c.clear(k)
	c.nest(k)
	c.public(k)
}

func (c *Counts) sum(k string) { c.sums[k]++ } // want `conflicts with`

func (c *Counts) size(k string) int {
	c.sizes[k] = 1 // want `conflicts with`
	return len(c.sizes)
}

func (c *Counts) each(k string) (n int) {
	c.ranged[k] = 1 // want `conflicts with`
	for _, v := range c.ranged {
		n += v
	}
	return n
}

func (c *Counts) show(k string) []byte {
	c.shown[k] = 1 // want `conflicts with`
	data, _ := json.Marshal(c.shown)
	return data
}

func (c *Counts) try(k string) {
	if _, ok := c.tried[k]; !ok {
		c.tried[k] = len(k) // want `conflicts with`
	}
}

func (c *Counts) move(from, to string) {
	delete(c.moved, from) // want `conflicts with`
	c.moved[to] = 1
}

func (c *Counts) clear(k string) {
	c.reset[k] = 1 // want `conflicts with`
	c.reset = map[string]int{}
}

func (c *Counts) nest(k string) {
	c.inner[k] = map[string]int{} // want `conflicts with`
	c.inner[k]["a"] = 1
}

func (c *Counts) public(k string) {
	c.Public[k] = 1 // want `conflicts with`
}

// ServeCounts makes it a handler.
func ServeCounts() { http.Handle("/counts", &Counts{}) }

// Local has a map of its own.
func Local(keys []string) int {
	known := map[string]int{}
	done := make(chan bool)
	for _, k := range keys {
		go func() {
			known[k] = 1 // want `conflicts with`
			done <- true
		}()
	}
	n := 0
	go func() {
		if v, ok := known["a"]; ok {
			n = v
		}
		done <- true
	}()
	<-done
	return n
}
