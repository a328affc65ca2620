// A06: sync.OnceValue, sync.OnceValues and sync.OnceFunc build a read-only map.
//
// Safe because they have the guarantee of sync.Once: the one run of the
// function is synchronized before the return of every call.
//
// Naive mistake: to think that each goroutine runs the function literal, or to
// report the accesses to the shared result although they are only reads.
package publish

import (
	"errors"
	"sync"
)

var kindTable = sync.OnceValue(func() map[string]int {
	m := map[string]int{"a": 1}
	m["b"] = 2
	return m
})

func kindOf(s string) int { return kindTable()[s] }

var tagTable = sync.OnceValues(func() (map[string]bool, error) {
	m := make(map[string]bool)
	for _, t := range []string{"linux", "amd64"} {
		m[t] = true
	}
	if len(m) == 0 {
		return nil, errors.New("no tags")
	}
	return m, nil
})

func hasTag(s string) bool {
	m, err := tagTable()
	if err != nil {
		return false
	}
	return m[s]
}

var envTable map[string]string

var initEnvTable = sync.OnceFunc(func() {
	envTable = make(map[string]string)
	envTable["HOME"] = "/"
})

func envValue(k string) string {
	initEnvTable()
	return envTable[k]
}

// onceField keeps the once function in the object.
type onceField struct {
	cache map[string]int
	fill  func()
}

func newOnceField() *onceField {
	o := &onceField{cache: map[string]int{}}
	o.fill = sync.OnceFunc(func() { o.cache["x"] = 1 })
	return o
}

func (o *onceField) get(k string) int {
	o.fill()
	return o.cache[k]
}

// UseA06 calls the getters from several goroutines.
func UseA06() int {
	o := newOnceField()
	for range 4 {
		go kindOf("a")
		go hasTag("linux")
		go envValue("HOME")
		go o.get("x")
	}
	if hasTag("amd64") && envValue("HOME") != "" {
		return kindOf("b") + o.get("x")
	}
	return 0
}
