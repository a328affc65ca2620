// Package packagestate holds maps of the package that are locked, that init functions fill, or that
// belong to an object which each call makes.
package packagestate

import (
	"strings"
	"sync"
)

// Node is an object that users make.
type Node struct{ parts []*part }

type part struct{ name string }

// A lock guards the map.
var (
	mu    sync.Mutex
	hooks = map[*part]func(){}
)

// SetHook sets what is called for a part.
func (n *Node) SetHook(i int, f func()) {
	mu.Lock()
	defer mu.Unlock()
	hooks[n.parts[i]] = f
}

// Call calls it.
func (n *Node) Call(i int) {
	mu.Lock()
	f := hooks[n.parts[i]]
	mu.Unlock()
	f()
}

// The init function alone writes.
var weights = map[*part]int{}

var first, second = &part{"first"}, &part{"second"}

func init() {
	weights[first] = 1
	weights[second] = 2
}

// Weight returns a weight.
func (n *Node) Weight(i int) int { return weights[n.parts[i]] }

// The map is in the object.
type tree struct{ seen map[*part]bool }

// Tree is made for each use.
type Tree struct{ tree }

// Visit notes a part.
func (t *Tree) Visit(p *part) bool {
	old := t.seen[p]
	t.seen[p] = true
	return old
}

// Kind is registered by init functions.
type Kind struct{ name string }

var kinds = map[string]*Kind{}

// Define registers a kind of that name.
func Define(name string) *Kind {
	k := &Kind{name}
	kinds[name] = k
	return k
}

// Of returns a kind.
func Of(name string) *Kind { return kinds[name] }

// A set of flags is that of the program, which defines its flags at the start.
type set struct{ flags map[string]*flag }

type flag struct {
	name  string
	value *string
}

func (s *set) add(name, value string) *string {
	p := &value
	if _, ok := s.flags[name]; ok {
		panic("defined twice")
	}
	s.flags[name] = &flag{name, p}
	return p
}

var commandLine = &set{flags: map[string]*flag{}}

// String defines a flag.
func String(name, value string) *string { return commandLine.add(name, value) }

// Lookup returns a flag.
func Lookup(name string) *string { return commandLine.flags[name].value }

// Printers come from a pool, or are new.
type printer struct{ seen map[string]int }

func (p *printer) print(s string) string {
	for w := range strings.FieldsSeq(s) {
		p.seen[w]++
	}
	return s[:len(p.seen)]
}

var printers = sync.Pool{New: func() any { return &printer{map[string]int{}} }}

// Print prints with a printer from the pool.
func Print(s string) string {
	p := printers.Get().(*printer)
	defer printers.Put(p)
	return p.print(s)
}

var makers = map[string]func() *printer{"a": func() *printer { return &printer{map[string]int{}} }}

// PrintAs prints with a new printer.
func PrintAs(kind, s string) string { return makers[kind]().print(s) }

// Codec has a number that the protocol gives it.
type Codec struct{ number int }

var (
	codecs  = map[int]*Codec{}
	enabled = map[*Codec]bool{}
)

// Register is called by the init functions of codecs.
func (c *Codec) Register(number int) {
	c.number = number
	codecs[c.number] = c
}

// Enable is called there, too.
func Enable(c *Codec) { enabled[c] = true }

// Enabled lists the codecs.
func Enabled() (out []*Codec) {
	for c := range enabled {
		out = append(out, c)
	}
	return out
}
