// Package elementleak holds getters that return elements of guarded maps, or copies
// of them, and nobody uses the maps in these without the lock.
package elementleak

import (
	"errors"
	"maps"
	"sync"
)

type node struct {
	name    string
	devices map[string]int
}

// Nodes returns copies.
type Nodes struct {
	mu    sync.RWMutex
	nodes map[string]*node
}

// Add adds a device.
func (n *Nodes) Add(name, device string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.nodes[name] == nil {
		n.nodes[name] = &node{name: name, devices: map[string]int{}}
	}
	n.nodes[name].devices[device]++
}

// Remove removes a device.
func (n *Nodes) Remove(name, device string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if nd := n.nodes[name]; nd != nil {
		delete(nd.devices, device)
	}
}

func (n *Nodes) get(name string) (*node, error) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if nd, ok := n.nodes[name]; ok {
		return &node{name: nd.name, devices: maps.Clone(nd.devices)}, nil
	}
	return &node{}, errors.New("no such node")
}

// Total adds up the devices of a node.
func (n *Nodes) Total(name string) int {
	nd, _ := n.get(name)
	sum := 0
	for _, n := range nd.devices {
		sum += n
	}
	return sum
}

type peer struct {
	name string
	seen map[string]bool
}

// Peers returns elements, of which callers take the name.
type Peers struct {
	mu    sync.Mutex
	peers map[string]*peer
}

// See notes a message.
func (p *Peers) See(name, message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.peers[name] == nil {
		p.peers[name] = &peer{name: name, seen: map[string]bool{}}
	}
	p.peers[name].seen[message] = true
}

// Seen reports whether a peer has sent a message.
func (p *Peers) Seen(name, message string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.peers[name] != nil && p.peers[name].seen[message]
}

// Get returns a peer.
func (p *Peers) Get(name string) *peer {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.peers[name]
}

// Name returns the name of a peer.
func (p *Peers) Name(name string) string { return p.Get(name).name }

type job struct{ args map[string]string }

// Jobs hands each job to one worker: it is not in the map any more.
type Jobs struct {
	mu   sync.Mutex
	jobs map[string]*job
}

// Put adds a job, with one argument more.
func (j *Jobs) Put(name string, jb *job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.jobs[name] = jb
	j.jobs[name].args["queued"] = "yes"
}

// Set changes a job that waits.
func (j *Jobs) Set(name, key, value string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if jb := j.jobs[name]; jb != nil {
		jb.args[key] = value
	}
}

// Take takes a job out of the map.
func (j *Jobs) Take(name string) *job {
	j.mu.Lock()
	defer j.mu.Unlock()
	jb := j.jobs[name]
	delete(j.jobs, name)
	return jb
}

// Work does a job.
func (j *Jobs) Work(name string) int { return len(j.Take(name).args) }
