// A test may run when testing.M.Run has not returned.
package testmain

import (
	"os"
	"sync"
	"testing"
)

var (
	mu       sync.Mutex
	fixtures = map[string]string{}
)

func Fixture(t testing.TB, name string) string {
	mu.Lock()
	defer mu.Unlock()
	if fixtures[name] == "" {
		fixtures[name] = os.TempDir() + name
	}
	return fixtures[name]
}

func Forget(name string) {
	mu.Lock()
	defer mu.Unlock()
	delete(fixtures, name)
}

// Clean is called by a test.
func Clean(t testing.TB) {
	for _, path := range fixtures { // want "range over fixtures without mu"
		os.Remove(path)
	}
}
