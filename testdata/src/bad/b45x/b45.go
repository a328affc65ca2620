// Package b45x holds idiom B45, a package-level table is mutated through an alias,
// where the alias is a field of a new object.
//
// Category: shared-copy
package b45x

import (
	"maps"
	"sync"
)

// DefaultTypes is meant to be read only.
var DefaultTypes = map[string]string{".txt": "text/plain"}

type fileServer struct {
	types map[string]string
}

func newFileServer() *fileServer { return &fileServer{types: DefaultTypes} }

func (s *fileServer) register(ext, typ string) {
	s.types[ext] = typ // want `write to s\.types through a copy of its struct conflicts with`
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
