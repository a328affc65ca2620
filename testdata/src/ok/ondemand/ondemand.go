// Package ondemand has global tables that are filled by registration, under a
// lock, once, or before main.
package ondemand

import (
	"errors"
	"sync"
)

// Codec is something to register.
type Codec interface{ Name() string }

type entry struct{ codec Codec }

var (
	codecs  = map[string]Codec{}
	entries = map[string]*entry{}
	lengths = map[string]int{}
	mu      sync.Mutex
	names   = map[string]string{}
	once    sync.Once
)

// Register is called by init functions.
func Register(c Codec) {
	if _, dup := codecs[c.Name()]; dup {
		panic("registered twice: " + c.Name())
	}
	codecs[c.Name()] = c
}

// Add is called by init functions too.
func Add(c Codec) error {
	if _, dup := entries[c.Name()]; dup {
		return errors.New("added twice")
	}
	entries[c.Name()] = &entry{codec: c}
	return nil
}

// Replace registers and returns the one before.
func Replace(c Codec) Codec {
	old, ok := codecs[c.Name()]
	if !ok {
		codecs[c.Name()] = c
		return nil
	}
	return old
}

// Length remembers what it has computed, under the lock.
func Length(s string) int {
	mu.Lock()
	defer mu.Unlock()
	n, ok := lengths[s]
	if !ok {
		n = len(s)
		lengths[s] = n
	}
	return n
}

// Name fills the table once.
func Name(id string) string {
	once.Do(func() {
		if len(names) == 0 {
			names["a"] = "vowel"
		}
	})
	return names[id]
}

var hashes = map[string]int{}

func hash(file string) int {
	h, ok := hashes[file]
	if !ok {
		h = len(file)
		hashes[file] = h
	}
	return h
}

// Load is called once, for all files.
func Load(files []string) (sum int) {
	for _, f := range files {
		sum += hash(f)
	}
	return sum
}

func each(files []string, f func(string)) {
	for _, file := range files {
		f(file)
	}
}

var sizes = map[string]int{}

func size(file string) int {
	n, ok := sizes[file]
	if !ok {
		n = len(file)
		sizes[file] = n
	}
	return n
}

// Sizes is called once, for all files.
func Sizes(files []string) (sum int) {
	each(files, func(f string) { sum += size(f) })
	return sum
}

var wrapped = map[string]*entry{}

// Wrap registers and says what it has made of it; it never gives away what is there.
func Wrap(c Codec) *entry {
	if _, dup := wrapped[c.Name()]; dup {
		panic("wrapped twice: " + c.Name())
	}
	e := &entry{codec: c}
	wrapped[c.Name()] = e
	return e
}

var first = map[string]Codec{}

// First registers the first of each name, and returns it.
func First(c Codec) Codec {
	if old, ok := first[c.Name()]; ok {
		return old
	}
	first[c.Name()] = c
	return c
}
