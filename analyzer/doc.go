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
// receiver: the callers of a library have goroutines. They share the variables of the package
// even if each has its own objects: without any lock, a global map whose keys are pointers to such
// objects is reported, and a map of a global object that an exported function changes to answer
// its caller. A registry, which is a map under a lock
// or a sync.Map, gives the same object to all callers that ask for a name: if the object has
// no lock and a method changes its map, that is reported too.
//
// A helper may take an object from its receiver, a package variable, a sync.Map, an atomic
// variable or a context. The analyzer follows the object to the caller, so that two calls
// yield the same object. A channel with room for one that hands around an object is the lock
// of that object: a goroutine must not use the object after it has sent it back.
//
// # Category write-write
//
// Two goroutines change one map: m[k] = v, delete, clear, or an assignment to
// the variable that holds the map. The runtime ends the program with "fatal
// error: concurrent map writes"; where it does not notice, an update is lost or
// the map's memory is corrupted.
//
//	for _, u := range urls {
//		go func() { result[u] = fetch(u) }()
//	}
//
// Repair: lock a mutex around the writes, or give every goroutine a map of its
// own and merge them when all are done.
//
// Not reported: writes of which one comes before the start of the other's
// goroutine or after its end, and writes to different elements of a slice or map
// of maps.
// Only with -confidence=possible: writes by a function that is passed to unknown code, if
// it uses a lock or sync/atomic for something else of the function that passes it.
//
// # Category read-write
//
// One goroutine reads what another one changes: "fatal error: concurrent map
// read and map write". len counts as a read: the runtime never notices it. A map
// element is also read by m[k]++ and by append(m[k], v).
//
//	func (c *Cache) Get(k string) string {
//		return c.entries[k] // Put writes under c.mu
//	}
//
// Repair: lock the same mutex around the read, RLock where it is an RWMutex.
//
// To return a map is a read by the caller: a function that starts goroutines which fill
// the map waits for them first.
//
// Not reported: maps that all goroutines only read, whoever filled them before.
//
// # Category range-write
//
// One goroutine iterates over the map: a for statement, the functions of
// package maps, or hidden in fmt, log, encoding/json, encoding/gob,
// encoding/xml or reflect.DeepEqual. Another one changes it meanwhile: "fatal
// error: concurrent map iteration and map write". The race detector does not see
// maps.Clone.
//
//	log.Printf("state: %v", s.peers) // iterates over s.peers
//
// Repair: iterate under the lock, or over a clone made under the lock.
//
// Not reported: iteration over a copy that the goroutine has made for itself.
//
// # Category rlock-write
//
// A map is changed under RLock, which other readers hold at the same time.
//
//	c.mu.RLock()
//	c.hits[k]++
//	c.mu.RUnlock()
//
// Repair: use Lock and Unlock.
//
// Not reported: changes of a map that the function has just made, and changes
// that another lock, held for writing, keeps apart.
//
// # Category lock-leak
//
// A guarded map leaves its critical section: a method takes the lock, returns
// the map itself and gives the lock back. The lock has protected the copy of a
// pointer; the caller reads the map while others write it. The same goes for a map
// that a function sends or, after it has released the lock, passes to an interface method
// without a known implementation, by itself or in a struct; for an
// element of a guarded map or slice that is returned, where the lock guards a map
// in the element too, and for elements that are collected under the lock and used
// later; what is then done without the lock has the category of that access.
//
//	func (s *Store) All() map[string]int {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		return s.items
//	}
//
// An iterator reads its map when it runs: to return maps.Keys(s.items), or a function
// that ranges over s.items without the lock, lets the map out as well.
//
// Repair: return maps.Clone(s.items), made under the lock; of iterators
// maps.All(maps.Clone(s.items)) or slices.Values(slices.Collect(maps.Keys(s.items))).
//
// Not reported: a map that is never changed in place, only replaced by a new
// one; an element that the function takes out of its collection; one of which
// nobody is seen to use the map without a lock; a result of an unexported function that
// all callers ignore, or use under the lock.
//
// # Category shared-copy
//
// A struct is copied, and with it the header of its map: both have the same
// entries. The copy looks private, but to change its map changes the original's,
// which others use. It is the same where one object is given the map of another,
// and where a method has a value receiver.
//
//	cfg := *s.config // or o.config, of a value parameter
//	cfg.Name = name
//	cfg.Metadata["paused"] = "yes" // s.config.Metadata is the same map
//
// Without a goroutine or lock in sight five mistakes are reported. A function takes
// the map of the copy for one of its own: it makes one where there is none, or it
// assigns other fields and returns the copy, and then writes. A function gives an
// object that it makes and returns the map of another one, both in exported fields,
// and then writes. A function whose name
// begins with clone or copy clones some maps and forgets one that the package
// changes. A function makes an object with the map of another one and with a lock of its
// own, and the package changes the map under either lock. A function
// writes to a variable that has the map of a package variable where nothing else is
// given, or to the copy of a struct in one: a default, filled from the start and
// otherwise only read, changes for everybody. A function may also pass such a map on to a
// function that makes entries of its own there.
//
// Repair: give the copy a map of its own, made while nobody changes the
// original: cfg.Metadata = maps.Clone(cfg.Metadata).
//
// Not reported: copies that may have got another map before, unless only where
// they had none; copies that are only read, if nobody changes the original's map;
// maps of maps in a clone of the outer one; copies that are put back where they
// come from; options that a function gets by value and completes.
//
// # Category frozen-write
//
// A map is kept where everybody can get it without a lock, in an atomic.Value or
// atomic.Pointer, as a value of a sync.Map, in a context, in a go-memdb or in the
// cache of a Kubernetes informer, and somebody changes it in place. What protects
// the variable does not protect the map in it: others have the same one and read
// it. It is no better to publish an object first and to fill its map then. The same
// goes for a map that is taken out of an object with a lock, such as a cache of any
// values, changed and put into it again, and for a goroutine that changes the headers
// of a request when the handler may have returned: the server and what logs its
// requests have the same map.
//
// A function that sends a map shares it with the receiver, unless the function assigns
// another map to its variable and only one goroutine receives the map. A method may fill a
// map at the first call, return it, and write to it again at the next call: the callers
// still read it. A method of an object with an HTTP client may put the object's headers into
// a request and change them: the transport may still read the headers of the last request.
//
//	m := c.current.Load().(map[string]string)
//	m[k] = v
//
// Repair: change a copy and store that: next := maps.Clone(m); next[k] = v;
// c.current.Store(next). Or keep a struct there that has a lock of its own.
//
// Not reported: changes under a lock, unless another function reads the map from
// the same variable without one; objects that have a lock or a channel; what
// comes from a context, unless it is put into a child of it or goroutines are
// seen to share it. A channel that is only closed, as a signal that the object is ready, is
// not such a channel.
//
// # Category lost-update
//
// A key is looked up under the lock, the lock is given up, and under the lock
// again a value is stored for that key which depends on the look-up. Two
// goroutines both miss and both store: the object of one of them is lost, with
// the connection that it holds or the data that its users put into it. Neither
// the runtime nor the race detector notices, since there is no data race. The
// same goes for Load and Store of a sync.Map.
//
//	p.mu.RLock()
//	c, ok := p.conns[name]
//	p.mu.RUnlock()
//	if !ok {
//		c = dial(name)
//		p.mu.Lock()
//		p.conns[name] = c
//		p.mu.Unlock()
//	}
//
// Repair: look the key up again under the second lock and keep what is there, or
// make one critical section of the two; LoadOrStore or CompareAndSwap of a
// sync.Map.
//
// Not reported: values of which any two for one key are alike, as in a cache of
// results; sections that another lock holds together, or of which the first
// notes what is about to happen; look-ups and stores more than one call away;
// what is put into a sync.Map if nothing was found, unless it has to be closed;
// maps that one goroutine alone changes.
//
// # Category range-mutate
//
// A loop inserts into the map that it ranges over, itself or in a function that
// it calls, and goes on. The runtime allows it and the race detector has nothing
// to say, but the language leaves open what happens: "If a map entry is created
// during iteration, that entry may be produced during the iteration or may be
// skipped." So the outcome differs from run to run.
//
//	for name, deps := range all {
//		for _, d := range deps {
//			all[d] = append(all[d], name)
//		}
//	}
//
// Repair: collect the new entries in a map or slice of their own and insert them
// after the loop, or range over a copy of the keys:
// slices.Collect(maps.Keys(all)).
//
// Not reported: deleting, assigning to the current key or to one that a look-up
// has shown to be there; leaving the loop after the insertion; loops that are
// repeated until nothing changes, and those that note a change in a flag.
// Only with -confidence=possible: what is inserted under a condition on the
// current entry, by a key that the current value has in itself, by a key that a
// function makes of the current one, or by a function that need not insert. The
// loop mostly passes over such an entry, or does again what it has done.
//
// # Category mixed-atomic
//
// A flag, a counter or a pointer, in a field or a package variable, is used by
// several goroutines and not all of them synchronize: it is atomic in one place and
// plain in another, or plain altogether. Bits that two goroutines set with |= get
// lost; a loop may never see the flag that ends it; a flag or pointer that says that
// a map is ready may be seen before the map is.
//
//	func (s *Stats) Add()        { atomic.AddUint32(&s.n, 1) }
//	func (s *Stats) Ready() bool { return s.n > 0 }
//
// Repair: use the types of sync/atomic (atomic.Bool, atomic.Uint32 with Or and
// And, atomic.Pointer), which cannot be used plainly, or the lock that guards
// the map beside the variable.
//
// Not reported: variables without evidence that they matter. There is evidence if
// the package uses the variable with sync/atomic, or if a goroutine is seen
// to start and bits are set and cleared, or the same two goroutines share a
// map in the same struct and the variable is a flag: it is set to constants. There is
// evidence, too, for a pointer to a struct with a map and without a lock,
// which is only replaced under a lock that half of the functions hold. Nor
// variables that most functions use plainly, if no fewer write so than atomically; nor
// what comes before the object is shared, or the goroutine started, or after it
// is waited for; plain reads under the lock that all writers hold; variables beside a
// map that is reported itself; variables of other packages.
// Only with -confidence=possible: a counter beside a shared map, unless several
// goroutines run the same code, and a pointer to a struct with a map and without
// a lock that is replaced while others follow it.
//
// # Category map-internals
//
// Code relies on how the runtime lays out maps: it converts a map's pointer to a
// pointer to a struct of its own by way of package unsafe, or is linked to the
// functions of the runtime that work on maps. Go 1.24 replaced the buckets of old
// by groups, and what used to be the number of buckets is part of a hash seed
// now: the program reads nonsense or corrupts memory.
//
//	h := *(**hmap)(unsafe.Pointer(&m))
//	return 1 << h.B
//
// Repair: use what the language and the standard library offer: len, maps.All,
// maps.Clone, reflect.Value.MapRange and SetMapIndex, hash/maphash.Comparable.
//
// Not reported: the address of a map as its identity, conversions between map
// types, conversions of structs that have maps, and files that build tags leave
// out of the build.
//
// # Category directive
//
// A comment that speaks to mapconcur (see Directives) is wrong, or silences
// nothing any more: a suppression that outlives its reason hides the next bug.
//
//	//mapconcur:ignore
//	m[k] = v
//
// Repair: write the reason behind the word ignore, correct the name of the lock,
// or remove the comment.
//
// Not reported: comments in generated files, and comments that silence a
// finding which the flags leave out.
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
package analyzer
