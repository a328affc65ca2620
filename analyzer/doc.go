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
// subtests. A channel with room for one is a lock. A channel with room for several is
// not, nor is one without a buffer. Where the capacity is not known, what such a channel
// may keep apart is only possible. A type with methods Lock and Unlock is a lock,
// whatever it is made of.
// An object that starts a goroutine shares its maps with that goroutine. So does an object
// that is sent to the goroutine over a channel. The method that starts the goroutine may make
// a map or a channel first; another method that needs it runs after the start. Two objects
// that get the same third object share its maps.
// What is sent to an event loop, a goroutine that calls the functions it receives,
// happens on that loop alone.
//
// Some functions run many times at once by the contract of their type, wherever they
// are returned, stored or passed: handlers and middleware of net/http and of the
// common routers, handlers of DNS queries, of gRPC, Connect and net/rpc, interceptors,
// implementations of http.RoundTripper, slog.Handler and Prometheus collectors, what
// expvar shows, callbacks of http.Server and ReverseProxy. So do the goroutines that
// these start. A map that is made for one request is that request's own. The handlers
// of a Kubernetes informer run on one goroutine, which is not that of others.
//
// A function that hands a map on to fmt, log, log/slog or encoding/json reads it, and
// so does a logger that is given a format.
//
// Without a goroutine in sight, a lock is the evidence: a map whose accesses
// mostly hold one lock is shared, and the access that forgets it is reported
// (see Guards). A global map that an exported function fills on demand, without any
// lock, is reported too, and one that a method which is given a context fills for its
// receiver: the callers of a library have goroutines. A registry, which is a map under a lock
// or a sync.Map, gives the same object to all callers that ask for a name: if the object has
// no lock and a method changes its map, that is reported too.
//
// A helper may take an object from its receiver, a package variable, a sync.Map, an atomic
// variable or a context. The analyzer follows the object to the caller, so that two calls
// yield the same object. A channel with room for one that hands around an object is the lock
// of that object: a goroutine must not use the object after it has sent it back.
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
// If clearly more functions that access a map hold one lock than chance explains, that
// lock is taken for the guard of the map, and the accesses that do not hold it are
// reported. It is a lock of the same object, of an object that owns it, or a global one.
// A function that changes the map counts twice, and a comment that names the lock ("guarded
// by mu") counts as several functions. Constructors, functions that nobody calls
// concurrently, what happens after WaitGroup.Wait and what runs once (in a sync.Once, or
// behind a flag that is tested and set under the lock) do not count.
// If all writers hold two locks, either is enough to read.
// A map that is never changed in place, but replaced under the lock, has a guard if enough
// functions read it so.
// An exported field takes its guard to other packages: what they do with the map is counted
// with what the methods of its type do.
// The map in a collection of another package that has no lock, such as a set or a
// table, is guarded by whoever keeps the collection.
// A function whose name ends in Locked, or whose comment says that the lock is
// held, is believed, but its callers here must hold it.
// Exported methods of a type that embeds its lock may leave it to their callers, if
// no method of that type takes it, and so may a function of an internal package that is
// only called with the lock held where it is declared.
//
// # Doubts
//
// Some reasons are too weak to drop a finding, and strong enough to doubt it. Each
// lowers the certainty of the finding by a step, from proved to likely or from likely to
// possible; -confidence=possible shows what is left, and -explain names the reason:
//
//   - The first word of the function's name says that nobody else has the object yet,
//     or any more (Open, InitTables, LoadAll, CloseAll, CopyFrom). A function that only
//     reads the map and returns something does not act, so that LoadFactor and FreeSlots
//     raise no doubt.
//   - A comment at an access, above it, or at the call that leads to it, says that no
//     lock is needed.
//   - The comment of the function says that it must not run concurrently with others.
//   - The name or the comment of the function says that only tests call it.
//   - A channel would be a lock if it had room for one, and its room is not known.
//   - A method accesses its object before it starts the goroutine or the handlers of the
//     object, or the package always takes the object from a sync.Pool before it calls the
//     method.
//   - A function that usually runs once for each object, because it loops until it is told to
//     end or closes a channel of the object, reads what nothing else changes.
//   - Only goroutines take the lock that their starter waits for, and the starter itself
//     accesses the map.
//   - Another package fills its own map on demand, and this package only calls it.
//   - By its name the lock that one other access holds guards something else.
//   - Only the length is read, and one other access alone holds a lock.
//   - A method with a value receiver assigns other fields of its copy and changes a map: its
//     callers may not use the original any more.
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
//     from it stay in one critical section. A method that goes down a tree of
//     guarded maps, or asks other methods for them, holds the lock all the time.
//     A function that some callers call under the guard gets it from the others,
//     too.
//   - A map of which other accesses hold a lock, or a channel of one element that
//     is used as one, gets that at all its accesses.
//   - A map without a guard gets one, declared above it, at all its accesses:
//     a mutex, or an RWMutex where most accesses read. Maps of one struct that are
//     changed together get one for all. Where every access
//     stands for itself, a look-up, a store or a delete of one key, a second
//     fix makes the map a sync.Map instead. Drivers apply the first; an editor,
//     or -json, offers both.
//   - RLock becomes Lock, with its RUnlock.
//   - A guarded map that is returned, by itself or in a copy of its struct, is
//     cloned under the lock; so is each map of structs that are copied one by one,
//     and the map of an iterator that runs when the lock is released.
//   - A copy of a struct that writes to the map which it shares, and is then
//     returned or passed on, gets a map of its own, made with the copy. So does
//     who takes a map from a context, changes it and puts it into a child of that
//     context, and who takes the map of a caller for a new one.
//   - A look-up and the store that follows from it, in two critical sections,
//     come into one, if nothing slow lies between them. Otherwise the key is
//     looked up again under the lock of the store, and a value is only made if
//     there is still none.
//   - A loop that inserts into its map ranges over the keys that this had
//     before, and passes over those that it has deleted.
//   - A word that is atomic in one place becomes so everywhere; one that is
//     nowhere gets a type of sync/atomic, if only its package sees it.
//
// Every fix has been tried: the package compiles with it, the finding is gone
// and there is no new one about a map.
//
// There is no fix where the critical section would hold a channel operation, a
// wait, input or output, a callback or anything else that may take a lock or
// block, unless the package calls it under that lock elsewhere and it waits for
// nobody; where a caller may hold the lock, or another lock is held that is
// elsewhere taken after it; where what was looked up would be used in a second
// critical section; in generated files and those that import "C"; and no new
// guard in a struct that is copied or assigned as a whole, for example by a method
// with a value receiver, nor one that an access would not hold: that of an encoder or
// of fmt to the whole struct, or those of other packages to an exported field or
// variable. Such findings need a decision: shorten what must be atomic, or give
// the goroutine a map of its own. There is none either for a map under one of
// several locks, for what tests do in several places to an object whose goroutine
// runs, for Load and Store of a sync.Map, for a map that is kept in an atomic
// variable, where others may store theirs at the same time, nor for the category
// map-internals.
//
// # Directives
//
//	//mapconcur:ignore reason
//
// silences the findings of its line or, on a line of its own, of the line below;
// above a function those in the function; at a field or a package-level variable
// those of the map that it holds; at a type those of the maps in its fields and
// those in its methods. Without a reason it has no effect.
//
//	//mapconcur:guardedby mu
//
// at a field or package-level variable that holds a map states that the lock mu,
// a field beside it or a variable of the package, guards the map. The package
// is then held to the statement: every access without the lock is reported, also
// where most accesses do not hold it, except for objects that a function has just
// made.
//
// # What is not reported
//
// Elements of slices, arrays and maps at unknown indexes or keys are taken to
// be different objects. Functions that are handed to code which shows nothing
// of what it does with them are taken not to run concurrently. Conditions are
// not followed: a lock that is taken on some paths counts as held.
//
// What tests do to the objects of one type while the goroutines of the code under
// test run is one finding, at the first place. A test is believed to know the state
// that it has set up: what it touches itself is not compared with a goroutine that
// the code starts on a condition only, with a timer if the test stops one, or with
// a goroutine from which it has received an answer.
//
// [docs/checks.md]: https://github.com/mapconcur/mapconcur/blob/main/docs/checks.md
package analyzer
