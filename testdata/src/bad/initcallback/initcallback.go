// Package initcallback: what only a function in a package-level variable leads
// to, such as a command, runs too.
package initcallback

import "sync"

// Command is how a library of commands knows a function.
type Command struct {
	Use string
	Run func(args []string)
}

var server = &Command{Use: "server", Run: serve} // only here is serve named

type Pool struct {
	mu     sync.RWMutex
	status map[string]int
}

func newPool() *Pool { return &Pool{status: map[string]int{}} }

func (p *Pool) get(k string) int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.status[k]
}

func (p *Pool) set(k string) {
	p.mu.Lock()
	p.status[k]++
	p.mu.Unlock()
}

func (p *Pool) drop(k string) {
	p.mu.Lock()
	delete(p.status, k)
	p.mu.Unlock()
}

func (p *Pool) fetch(names []string) {
	for _, n := range names {
		p.status[n] = 2 // no lock // want `write to p\.status without p\.mu conflicts with the \w+ on line \d+`
	}
}

func (p *Pool) begin(names []string) { go p.fetch(names) }

var shared *Pool

func serve(args []string) {
	shared = newPool()
	shared.begin(args)
}

// Main runs the command.
func Main(args []string) { server.Run(args) }

func Set(k string) { shared.set(k) }

func Drop(k string) { shared.drop(k) }

func Get(k string) int { return shared.get(k) }
