// Package namedmaps holds maps of named types that are given maps of unnamed ones: the
// conversion makes no other map.
package namedmaps

import "sync"

type (
	seen   map[int]bool
	labels map[string]string
)

type consumer struct{ msgs seen }

func (c *consumer) reconnect() {
	c.msgs = make(map[int]bool) // want `replacement of c\.msgs conflicts with the write`
}

func (c *consumer) onMsg(id int) { c.msgs[id] = true }

// Consume reconnects in the background.
func Consume() {
	c := &consumer{msgs: map[int]bool{}}
	go c.reconnect()
	c.onMsg(1)
}

// Claim has labels.
type Claim struct {
	Name   string
	Labels labels
}

// Claims makes a claim for each template; the labels of one that has some are changed.
func Claims(templates []Claim, id string) map[string]Claim {
	claims := map[string]Claim{}
	for i := range templates {
		claim := templates[i]
		claim.Name += id
		if claim.Labels == nil {
			claim.Labels = map[string]string{}
		}
		claim.Labels["id"] = id // want `write to claim\.Labels through a copy of its struct conflicts with uses of the original`
		claims[claim.Name] = claim
	}
	return claims
}

type schema struct{ relations labels }

var cache sync.Map // by name

// Parse publishes the schema before it is complete.
func Parse(name string, fields []string) *schema {
	s := &schema{relations: map[string]string{}}
	if v, loaded := cache.LoadOrStore(name, s); loaded {
		return v.(*schema)
	}
	for _, f := range fields {
		s.relations[f] = name // want `write to s\.relations in place conflicts with reads by others`
	}
	return s
}
