// Package b45 holds idiom B45, a package-level table is mutated through an
// alias: nobody writes the global by name, but an inner map of it is written.
//
// Category: write-write
package b45

import (
	"maps"
	"sync"
)

var stdlib = map[string]map[string]bool{
	"fmt":     {"Println": true},
	"strings": {"Cut": true},
}

func exports(pkg, extra string) map[string]bool {
	m := stdlib[pkg]
	m[extra] = true // want `write to .* conflicts with`
	return m
}

// Run asks for one package from several goroutines.
func Run() {
	var wg sync.WaitGroup
	for _, name := range []string{"A", "B"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			exports("fmt", name)
		}()
	}
	wg.Wait()
}

var stdlibFixed = map[string]map[string]bool{
	"fmt":     {"Println": true},
	"strings": {"Cut": true},
}

func exportsFixed(pkg, extra string) map[string]bool {
	m := maps.Clone(stdlibFixed[pkg])
	m[extra] = true
	return m
}

// RunFixed writes copies of the inner maps.
func RunFixed() {
	var wg sync.WaitGroup
	for _, name := range []string{"A", "B"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			exportsFixed("fmt", name)
		}()
	}
	wg.Wait()
}
