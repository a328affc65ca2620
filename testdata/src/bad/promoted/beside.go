package promoted

import "sync"

type guarded struct{ sync.RWMutex }

type offsets struct{ byKey map[string][]int }

func (o *offsets) add(k string, n int) { o.byKey[k] = append(o.byKey[k], n) }

func (o *offsets) keys() (ks []string) {
	for k := range o.byKey { // want `range over o\.byKey without Topic\.guarded conflicts with the \w+ on line \d+`
		ks = append(ks, k)
	}
	return ks
}

// Topic embeds its lock and, beside it, what has the map: it is itself no lock.
type Topic struct {
	guarded
	offsets
}

func (t *Topic) Publish(k string, n int) {
	t.Lock()
	defer t.Unlock()
	t.add(k, n)
}

func (t *Topic) Purge(k string) {
	t.Lock()
	delete(t.byKey, k)
	t.Unlock()
}

func (t *Topic) Keys() []string { return t.keys() }
