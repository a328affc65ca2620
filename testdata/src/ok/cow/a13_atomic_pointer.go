// A13: an atomic.Pointer to a map.
//
// Safe because Store is synchronized before the Load that observes it, and the
// one who stores a map does not touch it any more.
//
// Naive mistake: to see unlocked writes (before the Store) and unlocked reads
// (after a Load) of one map in different goroutines.
package cow

import "sync/atomic"

// dnsTable publishes complete tables.
type dnsTable struct {
	cur atomic.Pointer[map[string]string]
}

// swap takes over m.
func (d *dnsTable) swap(m map[string]string) { d.cur.Store(&m) }

func (d *dnsTable) get(host string) string {
	m := d.cur.Load()
	if m == nil {
		return ""
	}
	return (*m)[host]
}

func (d *dnsTable) refresh(hosts []string) {
	next := make(map[string]string, len(hosts))
	for _, h := range hosts {
		next[h] = "192.0.2.1"
	}
	d.swap(next)
}

// confHolder keeps the map in a struct behind the atomic pointer.
type confState struct {
	values map[string]int
	gen    int
}

type confHolder struct {
	state atomic.Pointer[confState]
}

func (h *confHolder) reload(gen int) {
	st := &confState{gen: gen}
	st.values = map[string]int{}
	st.values["gen"] = gen
	if old := h.state.Swap(st); old != nil {
		_ = len(old.values) // the replaced state has no writer either
	}
}

func (h *confHolder) value(k string) int {
	st := h.state.Load()
	if st == nil {
		return 0
	}
	return st.values[k]
}

// UseA13 refreshes and reads in parallel.
func UseA13() int {
	d := new(dnsTable)
	h := new(confHolder)
	for i := range 4 {
		go d.refresh([]string{"a.example", "b.example"})
		go d.get("a.example")
		go h.reload(i)
		go h.value("gen")
	}
	d.refresh([]string{"c.example"})
	h.reload(9)
	return len(d.get("c.example")) + h.value("gen")
}
