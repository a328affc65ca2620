// Package escape says who else may have an object: whether a function publishes it, returns
// it, keeps it, stores it back, copies it, claims it as its own, or makes it on demand.
// A function claims a map if it writes to the map as if nobody else had it.
//
// A new publisher belongs here: a way in which an object becomes visible to other goroutines
// (published.go), or in which it leaves its function (results.go, putback.go, iterators.go,
// structcopies.go). So does a new way in which a function gets hold of an object that others
// keep (defaults.go, ondemand.go), and what decides whether a goroutine starts or a map is
// made (startguard.go, depends.go). contracts.go follows a function value to where a library
// gets it that calls it on many goroutines. That a function of a library publishes what it
// receives is a row in package known.
//
// The package reads the heap of a function (package heap), and no events or locksets. Where
// an object lives belongs in package heap. When something is done to it, and under which
// locks, belongs in packages trace and order.
package escape
