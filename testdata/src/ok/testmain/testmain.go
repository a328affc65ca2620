// All tests have ended when testing.M.Run returns.
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

// Run removes what the tests have made.
func Run(m *testing.M) int {
	code := m.Run()
	for _, path := range fixtures {
		os.Remove(path)
	}
	return code
}
