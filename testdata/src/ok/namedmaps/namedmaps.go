// Package namedmaps holds a map of a named type that is given a map of an unnamed one.
package namedmaps

type counts map[string]int

// With completes a copy, which has a map of its own from then on.
func With(o Options, k string) Options {
	own := map[string]int{}
	for name, n := range o.Counts {
		own[name] = n
	}
	o.Counts = own
	o.Counts[k]++
	return o
}

// Options has counts.
type Options struct{ Counts counts }

// Run counts on several goroutines.
func Run(o *Options, keys []string) {
	for _, k := range keys {
		go func() { With(*o, k) }()
	}
}

type table struct{ sizes counts }

// fill gives the table its map, before it is shared with the goroutine that reads it.
func (t *table) fill(keys []string) {
	if t.sizes == nil {
		t.sizes = map[string]int{}
	}
	for _, k := range keys {
		t.sizes[k] = len(k)
	}
}

// watcher has options of its own, of which nobody makes the map.
type watcher struct {
	opts  table
	state int
	work  chan string
}

func (w watcher) own(k string) {
	if w.opts.sizes == nil {
		w.opts.sizes = map[string]int{}
	}
	w.opts.sizes[k]++
}

// Watch counts on several goroutines, each in its copy.
func Watch(keys []string) {
	w := &watcher{work: make(chan string)}
	for _, k := range keys {
		go func() { w.own(k) }()
	}
	new(table).fill(keys)
}
