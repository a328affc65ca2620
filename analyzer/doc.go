// Package analyzer defines an analysis that finds maps which goroutines share
// without synchronization.
//
// # Analyzer mapconcur
//
// mapconcur: find maps shared by goroutines without synchronization
//
// Go's map errors ("concurrent map writes" and its two siblings) end the
// process: they are not panics, and recover does not stop them. The runtime
// notices them by chance, and the race detector only in code that runs.
//
// A finding is a pair of accesses to the same map, of which at least one
// changes it, that can run at the same time and that nothing orders. The
// message names both, the goroutine that runs one of them, and the lock that is
// missing. Where one of these cannot be shown, mapconcur is silent: types that
// are never shared, read-only maps, maps set up before a goroutine starts or
// used after it is waited for, locks that may be held, functions whose callers
// are unknown.
//
// The analysis follows calls, closures, method values and function values, in
// other packages through facts. It knows sync.Mutex, RWMutex, Locker, Cond,
// Once and WaitGroup, errgroup, channels, timers, finalizers and parallel
// subtests. Handlers of net/http and the common routers and the Collect methods
// of Prometheus collectors run many times at once. An object that starts a
// goroutine of its own shares its maps with it.
//
// Without a goroutine in sight, a lock is the evidence: a map whose accesses
// mostly hold one lock is shared, and the access that forgets it is reported
// (see Guards).
//
// # Category write-write
//
// Two goroutines change one map: m[k] = v, delete, clear, or an assignment to
// the variable that holds the map.
//
//	for _, u := range urls {
//		go func() { result[u] = fetch(u) }()
//	}
//
// Lock a mutex around the writes, or give every goroutine a map of its own and
// merge them when all are done.
//
// # Category read-write
//
// One goroutine reads what another one changes. len counts as a read: the
// runtime never notices it. A map element is also read by m[k]++ and by
// append(m[k], v).
//
// # Category range-write
//
// One goroutine iterates over the map: a for statement, the functions of
// package maps, or hidden in fmt, log, encoding/json, encoding/gob,
// encoding/xml or reflect.DeepEqual. The race detector does not see maps.Clone.
//
// Iterate under the lock, or over a clone made under the lock.
//
// # Category rlock-write
//
// A map is changed under RLock, which other readers hold at the same time. Use
// Lock.
//
// # Category lock-leak
//
// A guarded map leaves its critical section: a method takes the lock, returns
// the map itself and gives the lock back. The lock has protected the copy of a
// pointer; the caller reads the map while others write it.
//
//	func (s *Store) All() map[string]int {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		return s.items
//	}
//
// Return maps.Clone(s.items), made under the lock. A map that is never changed
// in place, only replaced by a new one, may be returned.
//
// # Guards
//
// If most accesses of a map hold one lock of the same object, of an object that
// owns it, or a global one, that lock is taken for the guard of the map, and
// the accesses that do not hold it are reported. Constructors, functions that
// nobody calls concurrently and what happens after WaitGroup.Wait do not count.
// A function whose name ends in Locked, or whose comment says that the lock is
// held, is believed, but its callers here must hold it.
//
// # Suggested fixes
//
// Where a repair is known to be right, a finding carries it:
//
//   - An access that forgets the guard of its map gets it: the statement alone,
//     or the function from there on with a deferred Unlock where that is one
//     critical section. Slow operands are evaluated before, look-ups in the
//     header of an if, for or switch statement move before it, a loop that
//     takes its time iterates over a copy. A look-up and the write that follows
//     from it stay in one critical section.
//   - A map without a guard gets one, declared above it, at all its accesses:
//     a mutex, or an RWMutex where most accesses read.
//   - RLock becomes Lock, with its RUnlock.
//   - A guarded map that is returned is cloned under the lock.
//
// Every fix has been tried: the package compiles with it, the finding is gone
// and there is no new one.
//
// There is no fix where the critical section would hold a channel operation, a
// wait, input or output, a callback or anything else that may take a lock or
// block; where a caller may hold the lock, or another lock is held that is
// elsewhere taken after it; where what was looked up would be used in a second
// critical section; in generated files and those that import "C"; and no new
// guard in a struct that is copied, for example by a method with a value
// receiver. Such findings need a decision: shorten what must be atomic, or give
// the goroutine a map of its own.
//
// # What is not reported
//
// Elements of slices, arrays and maps at unknown indexes or keys are taken to
// be different objects. Functions that are handed to code which shows nothing
// of what it does with them are taken not to run concurrently. Conditions are
// not followed: a lock that is taken on some paths counts as held.
package analyzer
