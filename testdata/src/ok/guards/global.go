// Global maps with a global lock, which is a pointer.
package guards

import "sync"

var (
	driversMu = &sync.Mutex{}
	drivers   = map[string]int{}
)

func init() {
	drivers["builtin"] = 1 // before anything else runs
}

// Register holds the lock.
func Register(name string, n int) {
	driversMu.Lock()
	defer driversMu.Unlock()
	drivers[name] = n
}

// Registered holds the lock.
func Registered(name string) bool {
	driversMu.Lock()
	defer driversMu.Unlock()
	_, ok := drivers[name]
	return ok
}

// Unregister holds the lock.
func Unregister(name string) {
	driversMu.Lock()
	defer driversMu.Unlock()
	delete(drivers, name)
}
