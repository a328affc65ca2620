// Global maps with a global lock, which is a pointer and which one function
// forgets.
package guards

import "sync"

var (
	driversMu = &sync.Mutex{}
	drivers   = map[string]int{}
)

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

// Unregister forgets the lock.
func Unregister(name string) {
	delete(drivers, name) // want `delete from drivers without driversMu conflicts with the \w+ on line \d+; .*; driversMu is held there and in 1 more place`
}
