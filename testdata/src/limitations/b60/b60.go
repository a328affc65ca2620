// Package b60 holds idiom B60, a logger's map is shared: the masking closure
// ranges over the caller's secrets while the caller keeps adding to them.
//
// Category: range-write
//
// Missed because a function value returned by a call is not followed: which
// literal drain runs as its hook, and that it captured secrets, is not known.
package b60

import (
	"maps"
	"strings"
)

type entry struct{ message string }

func mask(secrets map[string]string) func(*entry) {
	return func(e *entry) {
		for _, v := range secrets {
			e.message = strings.ReplaceAll(e.message, v, "***")
		}
	}
}

func drain(lines <-chan string, hook func(*entry), out chan<- string) {
	defer close(out)
	for line := range lines {
		e := &entry{line}
		hook(e)
		out <- e.message
	}
}

// Run adds a secret while the log goroutine masks.
func Run() string {
	secrets := map[string]string{"token": "abc"}
	lines, out := make(chan string, 1), make(chan string, 1)
	go drain(lines, mask(secrets), out)
	lines <- "token abc"
	secrets["password"] = "xyz" // missed: `secrets`
	close(lines)
	return <-out
}

func maskFixed(secrets map[string]string) func(*entry) {
	own := maps.Clone(secrets)
	return func(e *entry) {
		for _, v := range own {
			e.message = strings.ReplaceAll(e.message, v, "***")
		}
	}
}

// RunFixed masks with a copy of the secrets.
func RunFixed() string {
	secrets := map[string]string{"token": "abc"}
	lines, out := make(chan string, 1), make(chan string, 1)
	go drain(lines, maskFixed(secrets), out)
	lines <- "token abc"
	secrets["password"] = "xyz"
	close(lines)
	return <-out
}
