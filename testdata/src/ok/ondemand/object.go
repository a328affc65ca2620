package ondemand

import (
	"context"
	"sync"
)

// Provider asks once, under a lock.
type Provider struct {
	mu        sync.Mutex
	installed map[string]bool
}

func (p *Provider) Get(ctx context.Context, name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	ok, known := p.installed[name]
	if !known {
		ok = len(name) > 3
		p.installed[name] = ok
	}
	return ok
}

// Parser is given no context: who parses has a parser.
type Parser struct{ kinds map[string]int }

func (p *Parser) Kind(name string) int {
	k, ok := p.kinds[name]
	if !ok {
		k = len(name)
		p.kinds[name] = k
	}
	return k
}

// Registry keeps what it is given.
type Registry struct{ entries map[string]*Provider }

func (r *Registry) Register(ctx context.Context, name string, p *Provider) bool {
	if _, dup := r.entries[name]; dup {
		return false
	}
	r.entries[name] = p
	return true
}

// Loader says that it is for one goroutine.
type Loader struct{ loaded map[string]int }

// Load loads a file. It is not safe for concurrent use.
func (l *Loader) Load(ctx context.Context, file string) int {
	n, ok := l.loaded[file]
	if !ok {
		n = len(file)
		l.loaded[file] = n
	}
	return n
}

// request is made for each call.
type request struct{ seen map[string]int }

func (r *request) size(ctx context.Context, name string) int {
	n, ok := r.seen[name]
	if !ok {
		n = len(name)
		r.seen[name] = n
	}
	return n
}

func Serve(ctx context.Context, name string) int {
	r := &request{seen: map[string]int{}}
	return r.size(ctx, name) + r.size(ctx, name)
}

// Machine has a goroutine that alone uses the map.
type Machine struct {
	in    chan string
	cache map[string]int
}

func (m *Machine) Run(ctx context.Context) {
	go func() {
		for s := range m.in {
			m.find(ctx, s)
		}
	}()
}

func (m *Machine) find(ctx context.Context, s string) int {
	n, ok := m.cache[s]
	if !ok {
		n = len(s)
		m.cache[s] = n
	}
	return n
}

// matcher is asked for one layer after the other, by who has made it.
type matcher interface {
	Layer(ctx context.Context, n int) []int
}

type rows struct{ found map[int][]int }

func newRows() matcher { return &rows{found: map[int][]int{}} }

func (r *rows) Layer(ctx context.Context, n int) []int {
	f, ok := r.found[n]
	if !ok {
		f = []int{n}
		r.found[n] = f
	}
	return f
}

func Match(ctx context.Context) (out []int) {
	m := newRows()
	for i := range 3 {
		out = append(out, m.Layer(ctx, i)...)
	}
	return out
}

// Pending has what is to be done, until it is.
type Pending struct{ jobs map[string]int }

func (p *Pending) Add(ctx context.Context, name string) int {
	n, ok := p.jobs[name]
	if !ok {
		n = len(name)
		p.jobs[name] = n
	}
	return n
}

func (p *Pending) Done(ctx context.Context, name string) { delete(p.jobs, name) }

// Rates asks its source for all that is missing at once, under a lock.
type Rates struct {
	source func(ctx context.Context, zones []string) map[string]int
	mu     sync.RWMutex
	known  map[string]int
}

func (r *Rates) Total(ctx context.Context, zones []string) (sum int) {
	missing := map[string]bool{}
	r.mu.RLock()
	for _, z := range zones {
		if n, ok := r.known[z]; ok {
			sum += n
		} else {
			missing[z] = true
		}
	}
	r.mu.RUnlock()
	if len(missing) == 0 {
		return sum
	}
	got := r.source(ctx, zones)
	r.mu.Lock()
	defer r.mu.Unlock()
	for z, n := range got {
		if missing[z] {
			sum += n
		}
		r.known[z] = n
	}
	return sum
}

// Report has a map that it writes to whatever it finds there.
type Report struct{ lines map[string]int }

func (r *Report) Note(ctx context.Context, names []string) (double int) {
	for _, n := range names {
		if r.lines[n] > 0 {
			double++
		}
		r.lines[n] = len(n)
	}
	return double
}
