// Package frozen has objects in a sync.Map that guard a map of theirs, and have
// another that nobody changes.
package frozen

import "sync"

type infos struct {
	sync.RWMutex
	value map[string]string
}

type operator struct {
	labels map[string]string
	infos  infos
}

func (o *operator) cancel(reason string) {
	o.infos.Lock()
	defer o.infos.Unlock()
	if _, ok := o.infos.value["reason"]; !ok {
		o.infos.value["reason"] = reason
	}
}

// Controller has many of them.
type Controller struct{ operators sync.Map }

// Cancel changes the map that has the lock.
func (c *Controller) Cancel(id, reason string) bool {
	v, ok := c.operators.Load(id)
	if !ok {
		return false
	}
	v.(*operator).cancel(reason)
	return true
}

// Label reads the other.
func (c *Controller) Label(id, name string) string {
	v, ok := c.operators.Load(id)
	if !ok {
		return ""
	}
	return v.(*operator).labels[name]
}

// Add adds an operator.
func (c *Controller) Add(id string, labels map[string]string) {
	c.operators.Store(id, &operator{labels: labels, infos: infos{value: map[string]string{}}})
}
