// Package inplace has literals that are called where they stand, and helpers: what they do
// is done by the function that calls them.
package inplace

import (
	"errors"
	"maps"
	"sync"
)

// Double assigns the current key again, in a literal and in a helper.
func Double(m map[string]int) {
	for k, v := range m {
		func() { m[k] = 2 * v }()
		set := func() { m[k]++ }
		set()
		put(m, k, v)
	}
	func() { m["sum"] = 0 }()
	for _, v := range m {
		add(m, v)
		func() { m["sum"] += v }()
		if first := get(m, "first"); first != nil {
			list(m)["first"] = v
		}
	}
}

func put(m map[string]int, k string, v int) { m[k] = v }

func add(m map[string]int, v int) { m["sum"] += v }

func list(m map[string]int) map[string]int { return maps.Clone(m) }

func get(m map[string]int, k string) *int {
	if n, ok := m[k]; ok {
		return &n
	}
	return nil
}

type options struct {
	name  string
	hooks map[string]string
}

// Defaults gives a copy a map of its own before a literal fills that.
func Defaults(o options) options {
	c := o
	c.hooks = maps.Clone(o.hooks)
	func() { c.hooks["name"] = c.name }()
	return c
}

// Run calls Defaults on two goroutines.
func Run() {
	o := options{hooks: map[string]string{}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { Defaults(o) })
	}
	wg.Wait()
}

type job struct{ args map[string]string }

// Jobs hands each job to one worker.
type Jobs struct {
	mu   sync.Mutex
	jobs map[string]*job
}

// Set changes a job that waits.
func (j *Jobs) Set(name, key, value string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if jb := j.jobs[name]; jb != nil {
		jb.args[key] = value
	}
}

// Clear forgets what a job that waits was told.
func (j *Jobs) Clear(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if jb := j.jobs[name]; jb != nil {
		clear(jb.args)
	}
}

// Take takes a job out of the map in a literal.
func (j *Jobs) Take(name string) *job {
	j.mu.Lock()
	defer j.mu.Unlock()
	jb := j.jobs[name]
	func() { delete(j.jobs, name) }()
	return jb
}

// Next takes a job out of the map by helpers.
func (j *Jobs) Next(name string) *job {
	j.mu.Lock()
	defer j.mu.Unlock()
	jb := j.find(name)
	j.forget(name)
	return jb
}

func (j *Jobs) find(name string) *job { return j.jobs[name] }

func (j *Jobs) forget(name string) { delete(j.jobs, name) }

// Work does two jobs.
func (j *Jobs) Work(name string) int { return len(j.Take(name).args) + len(j.Next(name).args) }

type runner interface{ run() }

type team struct{ workers map[string]int }

func (t *team) run() { t.workers["a"]++ }

type other struct{ names map[string]int }

func (o *other) run() { clear(o.names) }

// Start runs a team by its interface before it has another goroutine.
func Start() {
	t := &team{workers: map[string]int{}}
	runner(t).run()
	go runner(&other{names: map[string]int{}}).run()
	runner(t).run()
}

type conn struct {
	addr string
	subs map[int]string
	in   chan int
}

func (c *conn) setup() { c.subs = map[int]string{} }

func (c *conn) read() {
	for id := range c.in {
		c.subs[id] = "read"
	}
}

func (c *conn) handshake() error {
	if c.addr == "" {
		return errors.New("no address")
	}
	go c.read()
	return nil
}

func (c *conn) greet() error { return c.handshake() }

// Connect tries several servers by a function that returns the error of another one.
func Connect(addrs []string) (err error) {
	c := &conn{in: make(chan int)}
	for _, c.addr = range addrs {
		c.setup()
		if err = c.greet(); err == nil {
			break
		}
		clear(c.subs)
	}
	return err
}

// recorder counts; a new one is registered before it records.
type recorder struct {
	mu   sync.Mutex
	last map[string]int
}

// Register prepares the recorder. This function is not concurrency safe.
func (r *recorder) Register(name string) { r.note(name) }

func (r *recorder) note(name string) { r.last[name] = 0 }

// Record counts.
func (r *recorder) Record(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last[name]++
}

// Forget forgets.
func (r *recorder) Forget(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.last, name)
}

// CopyState takes over what another recorder knows.
func (r *recorder) CopyState(from *recorder) { r.fill(from) }

func (r *recorder) fill(from *recorder) { maps.Copy(r.last, from.last) }
