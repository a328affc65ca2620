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
	m[extra] = true // want `write to .* is not synchronized with`
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

// DefaultTypes is meant to be read only.
var DefaultTypes = map[string]string{".txt": "text/plain"}

type fileServer struct {
	types map[string]string
}

func newFileServer() *fileServer { return &fileServer{types: DefaultTypes} }

func (s *fileServer) register(ext, typ string) {
	s.types[ext] = typ // want `write to s.types is not synchronized with`
}

// RunServers makes a server per goroutine, all with the default table.
func RunServers() {
	var wg sync.WaitGroup
	for _, ext := range []string{".a", ".b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			newFileServer().register(ext, "x")
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

var defaultTypesFixed = map[string]string{".txt": "text/plain"}

type fileServerFixed struct {
	types map[string]string
}

func newFileServerFixed() *fileServerFixed {
	return &fileServerFixed{types: maps.Clone(defaultTypesFixed)}
}

func (s *fileServerFixed) register(ext, typ string) { s.types[ext] = typ }

// RunServersFixed gives each server a copy of the table.
func RunServersFixed() {
	var wg sync.WaitGroup
	for _, ext := range []string{".a", ".b"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			newFileServerFixed().register(ext, "x")
		}()
	}
	wg.Wait()
}
