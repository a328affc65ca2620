// Package oncevalue changes the map that a function made by sync.OnceValue returns.
//
// Missed because the function is a variable that package sync makes: its calls are not known to
// return the same map each time.
package oncevalue

import "sync"

var codes = sync.OnceValue(func() map[string]int { return map[string]int{"ok": 200} })

// Set changes what all callers of codes get.
func Set(name string, code int) {
	for range 2 {
		go func() { codes()[name] = code }() // missed: `codes\(\)`
	}
}

var table = sync.OnceValues(func() (map[string]int, error) { return map[string]int{"a": 1}, nil })

// Add changes the map that table returns.
func Add(k string) {
	m, _ := table()
	m[k] = 1 // missed: `m`
}

// RunAdd calls it on two goroutines.
func RunAdd() {
	go Add("b")
	go Add("c")
}
