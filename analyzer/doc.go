// Package analyzer defines an analysis that finds maps which goroutines share
// without synchronization.
//
// # Analyzer mapconcur
//
// mapconcur: find maps shared by goroutines without synchronization
//
// Go's map errors ("concurrent map writes" and its two siblings) end the process. They
// are not panics, and recover does not stop them. The runtime notices them by chance,
// and the race detector only in code that runs.
//
// A finding is a pair of accesses to the same map that can happen at the same time. At
// least one of them changes the map, and nothing orders them. The message names both,
// the goroutine that runs one of them, and the lock that is missing. Where one of these
// cannot be shown, mapconcur is silent: about types that are never shared, maps that are
// only read, maps that are set up before a goroutine starts or used after it has been
// waited for, locks that may be held, and functions whose callers are unknown.
//
// The analysis follows calls, closures, method values and function values, in other
// packages by means of facts. It knows sync.Mutex, RWMutex, Locker, Cond, Once and
// WaitGroup, errgroup, channels, timers, finalizers and parallel subtests. A type with
// methods Lock and Unlock is a lock, however it is implemented. A channel with room for
// one element is a lock; a channel with more room, or without a buffer, is not. If the
// room of a channel is not known, a finding that the channel might prevent is only
// possible.
//
// An object that starts a goroutine shares its maps with that goroutine, and so does an
// object that is sent to the goroutine over a channel. If the method that starts the
// goroutine makes a map or a channel first, other methods that need it run after the
// start. Two objects that get the same third object share its maps. Functions that are
// sent to an event loop, which is a goroutine that calls what it receives, run on that
// loop only.
//
// The contract of some types says that their functions run many times at once: handlers
// and middleware of net/http and of the common routers, handlers of DNS queries, of gRPC,
// Connect and net/rpc, interceptors, implementations of http.RoundTripper, slog.Handler
// and Prometheus collectors, what expvar shows, callbacks of http.Server and
// ReverseProxy. This holds wherever such a function is returned, stored or passed, and
// for the goroutines that it starts. A map that is made for one request belongs to that
// request. The handlers of one Kubernetes informer run on one goroutine, and those of
// another informer on another.
//
// A function that passes a map to fmt, log, log/slog or encoding/json reads it, and so
// does a logger that is given a format.
//
// Where no goroutine is seen to start, a lock is the evidence: a map whose accesses
// usually hold one lock is shared, and the access that lacks the lock is reported (see
// Guards). Without any lock, three things are reported, since the callers of a library
// have goroutines:
//
//   - An exported function fills a global map when it is needed.
//   - A method that gets a context fills a map of its receiver.
//   - A method changes the map of an object that a registry gives to all callers that ask
//     for the same name. A registry is a map under a lock, or a sync.Map.
//
// A helper may take an object from its receiver, a package variable, a sync.Map, an atomic
// variable or a context. The analyzer follows the object to the caller, so that two calls
// yield the same object. If a channel with room for one element hands an object around,
// it is the lock of that object: a goroutine must not use the object after it has sent it
// back.
//
// # Categories
//
// Each finding has a category, which -checks selects:
//
//	write-write    two goroutines change one map
//	read-write     one goroutine reads a map that another one changes
//	range-write    one goroutine iterates over a map that another one changes
//	rlock-write    a map is changed under a lock that is held for reading only
//	lock-leak      a function returns the map that its lock guards
//	shared-copy    a map is changed that a struct shares with a copy of it
//	frozen-write   a map that others can get without a lock is changed in place
//	lost-update    a store depends on a look-up in an earlier critical section
//	range-mutate   a loop inserts into the map that it ranges over
//	mixed-atomic   a flag, counter or pointer is accessed without synchronization
//	map-internals  code relies on how the runtime lays out maps
//	directive      a //mapconcur: comment is wrong or no longer needed
//
// The page [docs/checks.md] explains each of them, with an example, the repair, and what is
// not reported. "mapconcur help CATEGORY" prints the same.
//
// # Guards
//
// The guard of a map is the lock that one must hold to access it. Mapconcur infers it: if
// clearly more functions that access the map hold one lock than chance explains, that lock
// is the guard, and the accesses that do not hold it are reported. The lock may be of the
// same object, of an object that owns it, or global.
//
// A function that changes the map counts twice. A comment that names the lock ("guarded by
// mu") counts as several functions. These do not count: constructors, functions that are
// never called concurrently, what happens after WaitGroup.Wait, and what runs once, in a
// sync.Once or behind a flag that is tested and set under the lock.
//
//   - If all writers hold two locks, a reader needs one of them.
//   - A map that is never changed in place, but replaced under the lock, has a guard if
//     enough functions hold the lock to read it.
//   - The guard of an exported field holds in other packages too. The accesses there count
//     together with those in the methods of its type.
//   - A map in a collection of another package that has no lock, such as a set or a table, is
//     guarded by the owner of the collection.
//   - A function whose name ends in Locked, or whose comment says that the lock is held, is
//     believed, but its callers in the package must hold the lock.
//   - Exported methods of a type that embeds its lock may leave the lock to their callers, if
//     no method of that type takes it. So may a function of an internal package that is only
//     called with the lock held in the package that declares it.
//
// # Doubts
//
// Some reasons are too weak to drop a finding, but make it less certain. Each lowers the
// certainty by one step, from proved to likely or from likely to possible.
// -confidence=possible shows the findings that are then left out, and -explain names the
// reason:
//
//   - The first word of the function's name says that nobody else has the object yet, or
//     nobody has it any more (Open, InitTables, LoadAll, CloseAll, CopyFrom). This does not
//     hold for a function that only reads the map and returns something, such as LoadFactor
//     or FreeSlots.
//   - A comment at an access, above it, or at the call that leads to it, says that no lock is
//     needed.
//   - The comment of the function says that it must not run concurrently with others.
//   - The name or the comment of the function says that only tests call it.
//   - A channel would be a lock if it had room for one element, and its room is not known.
//   - A method accesses its object before it starts the goroutine or the handlers of the
//     object, or the package always takes the object from a sync.Pool before it calls the
//     method.
//   - A function usually runs once for each object, because it loops until it is told to end
//     or closes a channel of the object, and it reads what nothing else changes.
//   - Only goroutines take the lock, their starter waits for them, and the starter itself
//     accesses the map.
//   - Another package fills its own map when it is needed, and this package only calls it.
//   - The lock is held at only one other access, and its name says that it guards something
//     else.
//   - Only the length is read, and only one other access holds a lock.
//   - A method with a value receiver assigns other fields of its copy and changes a map. Its
//     callers may not use the original any more.
//
// # Suggested fixes
//
// A finding has a fix where a repair is known to be right:
//
//   - An access that lacks the guard of its map gets it. The lock is held for the statement
//     alone, or, where the rest of the function belongs together, to its end by a deferred
//     Unlock. Slow operands are evaluated before. A look-up in the header of an if, for or
//     switch statement moves before the statement. A loop that takes long iterates over a
//     copy. A look-up and the write that follows from it stay in one critical section. A
//     method that goes down a tree of guarded maps, or calls other methods for them, holds
//     the lock all the time. If some callers of a function hold the guard, the fix adds it
//     to the other callers.
//   - If other accesses of the map hold a lock, or a channel of one element that is used as a
//     lock, all accesses get it.
//   - A map without a guard gets one, declared above it, at all its accesses: a mutex, or an
//     RWMutex where most accesses read. Maps of one struct that are changed together get one
//     lock. Where each access is independent of the others, as a look-up, a store or a
//     delete of one key, a second fix makes the map a sync.Map instead. Drivers apply the
//     first fix; an editor, or -json, offers both.
//   - RLock becomes Lock, with its RUnlock.
//   - A guarded map that is returned, by itself or in a copy of its struct, is cloned under
//     the lock. So are the maps of structs that are copied one by one, and the map of an
//     iterator that runs after the lock is released.
//   - A copy of a struct that changes the map which it shares, and is then returned or passed
//     on, gets its own map when it is made. So does a function that takes a map from a
//     context, changes it and puts it into a child of that context, and a function that takes
//     the map of its caller for a new one.
//   - A look-up and the store that follows from it, in two critical sections, become one
//     section if nothing slow lies between them. Otherwise the key is looked up again under
//     the lock of the store, and a value is made only if there is still none.
//   - A loop that inserts into its map ranges over the keys that the map had before, and skips
//     those that it has deleted.
//   - A flag or number that is atomic in one place becomes atomic everywhere. One that is
//     atomic nowhere gets a type of sync/atomic, if only its own package uses it.
//
// Every fix has been tried: the package compiles with it, the finding is gone, and there is
// no new finding about a map.
//
// A finding has no fix
//
//   - where the critical section would contain a channel operation, a wait, input or output, a
//     callback, or anything else that may take a lock or block, unless the package already
//     calls it under that lock and it waits for nobody;
//   - where a caller may hold the lock, or where another lock is held that is elsewhere taken
//     after it;
//   - where the result of the look-up would be used in a second critical section;
//   - in generated files, and in files that import "C";
//   - with a new guard, in a struct that is copied or assigned as a whole, for example by a
//     method with a value receiver, or where an access would not hold the new guard: an
//     encoder or fmt that gets the whole struct, or other packages that use an exported field
//     or variable;
//   - for a map that one of several locks guards, for what tests do in several places to an
//     object whose goroutine runs, for Load and Store of a sync.Map, for a map in an atomic
//     variable where others may store theirs at the same time, and for the category
//     map-internals.
//
// Such findings need a decision: make the critical section shorter, or give the goroutine its
// own map.
//
// # Directives
//
//	//mapconcur:ignore reason
//
// silences the findings in its line. Alone in a line it silences the line below; above a
// function, those in the function; at a field or a package-level variable, those of the map
// that it holds; at a type, those of the maps in its fields and those in its methods. Without
// a reason it has no effect.
//
//	//mapconcur:guardedby mu
//
// at a field or package-level variable that holds a map states that the lock mu, a field
// beside it or a variable of the package, guards the map. Every access without the lock is
// then reported, even if most accesses do not hold it. Objects that a function has just made
// are the exception.
//
// # What is not reported
//
// Elements of slices, arrays and maps at unknown indexes or keys count as different objects.
// A function that is passed to code which does not show what it does with it is taken not to
// run concurrently. Conditions are not followed: a lock that is taken on some paths counts as
// held.
//
// What tests do to the objects of one type while the goroutines of the code under test run is
// one finding, at the first place. Mapconcur assumes that a test knows the state that it has
// set up. So it does not compare the accesses of the test itself with these goroutines: one
// that the code starts only under a condition, one of a timer if the test stops a timer, and
// one from which the test has received an answer.
//
// [docs/checks.md]: https://github.com/mapconcur/mapconcur/blob/main/docs/checks.md
package analyzer
