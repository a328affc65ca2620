package report

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/place"
)

// The functions here are parts of wordings that one row of a table uses.

// Striped locks.

func (w writer) underOneOf(f *conflict.Finding) string {
	return w.what(f) + " under one of several locks, " + stripeName(f) + ","
}

func anyStripe(w writer, f *conflict.Finding) string {
	return "each locks the one for its own key"
}

func oneLock(w writer, f *conflict.Finding) string { return "one lock for the whole map is missing" }

func stripeName(f *conflict.Finding) string {
	if name := lockName(f.Access, f.Lock); name != unnamed {
		return name
	}
	return byType(f.Lock)
}

// An object that everybody gets by its name.

func handedOut(w writer, f *conflict.Finding) string {
	return f.Registry.Func + " " + w.position(f.Registry.Pos) + " gives the same object to all who ask for its name"
}

// A map that others can get from an atomic variable or the like.

func inPlace(w writer, f *conflict.Finding) string { return w.what(f) + " in place" }

func otherHolders(w writer, f *conflict.Finding) string {
	switch {
	case f.Frozen.Thread != nil:
		return "uses by the caller of the handler"
	case f.Frozen.Source == "request":
		return "other requests, which may be sending their headers"
	}
	return "reads by others"
}

// publication says by what others have the map.
func (w writer) publication(f *conflict.Finding) string {
	switch {
	case f.Frozen.Thread != nil:
		return w.thread(f.Frozen.Thread) + " may outlive the handler, and both have the map of the " + f.Frozen.Source
	case f.Frozen.Source == "request":
		return "all of them have this header map"
	case f.Frozen.Source == "return":
		return "callers still have the map from an earlier return " + w.position(f.Frozen.From)
	case f.Frozen.AfterPublication:
		return "the " + f.Frozen.Source + " " + w.position(f.Frozen.From) + " has given them the map"
	}
	return "they get the same map from the " + f.Frozen.Source + " as the function does " + w.position(f.Frozen.From)
}

func noReplacement(w writer, f *conflict.Finding) string {
	if f.Frozen.Thread != nil {
		return "the goroutine needs its own copy"
	}
	if f.Frozen.Source == "request" || f.Frozen.Source == "send" {
		return "maps.Clone is missing before one of the two"
	}
	return "change a copy and store that instead"
}

// A store that depends on a look-up in an earlier critical section.

func (w writer) otherStores(f *conflict.Finding) string {
	return "writes by others since the look-up " + w.place(f.Other.Pos)
}

func lockReleased(w writer, f *conflict.Finding) string {
	if f.Locked {
		return lockName(f.Access, f.Lock) + " is released in between"
	}
	return "nothing keeps them out in between"
}

func oneSection(w writer, f *conflict.Finding) string {
	switch {
	case !f.Locked:
		return "LoadOrStore or CompareAndSwap does both at once"
	case f.Computed:
		return "their updates are lost unless one critical section does both"
	}
	return "the key is not looked up again"
}

// A struct and its copy share the map.

func theOriginal(w writer, f *conflict.Finding) string {
	if f.Access.Place.Kind == place.Global {
		return "every other use of the package variable"
	}
	return "uses of the original"
}

func sharedWithOriginal(w writer, f *conflict.Finding) string {
	if f.Access.Place.Kind == place.Global && f.Access.InnerPos.IsValid() {
		return "a call does not copy the map that it passes on"
	} else if f.Access.Place.Kind == place.Global {
		return "the assignment did not copy the map"
	}
	return "copying a struct does not copy its maps"
}

func noClone(w writer, f *conflict.Finding) string { return "maps.Clone is missing before the change" }

// An object and its clone share the map.

func halfClone(w writer, f *conflict.Finding) string {
	if f.Locked {
		return "making an object with " + mapName(f.Access) + " of another one"
	}
	return funcName(f.Access.Func) + " without a copy of " + mapName(f.Access)
}

func sharedWithClone(w writer, f *conflict.Finding) string {
	if f.Locked {
		return "the two objects share the map"
	}
	return "the object and its clone share the map"
}

func otherMapsCloned(w writer, f *conflict.Finding) string {
	if f.Locked {
		return "each has its own " + byType(f.Lock)
	}
	return funcName(f.Access.Func) + " copies the other maps only"
}

// One goroutine alone.

func insertionInLoop(w writer, f *conflict.Finding) string {
	return "the loop makes both and goes on afterwards"
}

func orderUnspecified(w writer, f *conflict.Finding) string {
	return "it may visit the new entry or skip it"
}

func internals(w writer, f *conflict.Finding) string { return f.Internal.What }

func newRuntime(w writer, f *conflict.Finding) string { return "the runtime of Go 1.24 and later" }

func newLayout(w writer, f *conflict.Finding) string { return "its maps have another layout" }

func useInstead(w writer, f *conflict.Finding) string { return "use " + f.Internal.Instead }

// A guarded map leaves its critical section.

func (w writer) leak(f *conflict.Finding) string {
	how := "without a copy"
	switch {
	case f.ByIterator:
		how = "as an iterator"
	case f.InElement:
		how = "with the element that holds it"
	case f.InStruct:
		how = "in a struct that points to it"
		if f.To == "" && !f.Sent {
			how = "in a copy of its struct"
		}
	}
	switch {
	case f.Sent:
		return "send of " + mapName(f.Access) + " " + how
	case f.To != "":
		return "passing " + mapName(f.Access) + " to " + f.To + " " + how
	}
	return "return of " + mapName(f.Access) + " " + how
}

func readByCaller(w writer, f *conflict.Finding) string {
	lock := lockName(f.Access, f.Lock)
	if f.ByIterator {
		return "the iterator reads the map without " + lock
	}
	switch {
	case f.Sent:
		return "the receiver uses the map without " + lock
	case f.To != "":
		return f.To + " uses the map without " + lock
	}
	return "the caller uses the map without " + lock
}

func noCopyUnderLock(w writer, f *conflict.Finding) string {
	return "a copy of the map is missing"
}

// A map that a function returns before its goroutines have ended.

func (w writer) stillRuns(f *conflict.Finding) string {
	if f.Thread == nil {
		return "the goroutine can still run"
	}
	return w.thread(f.Thread) + " can still run"
}

func noWait(w writer, f *conflict.Finding) string {
	return funcName(f.Access.Func) + " does not wait for it"
}

// A write under a lock that is held for reading.

func (w writer) readLocked(f *conflict.Finding) string {
	return w.what(f) + " while " + w.sharedLock(f) + " is only read-locked"
}

// sharedLock names the lock that both accesses hold for reading.
func (w writer) sharedLock(f *conflict.Finding) string {
	if f.Stated.IsValid() {
		return lockName(f.Access, f.Lock)
	}
	return lockName(f.Access, readLock(f.Access))
}

func (w writer) readers(f *conflict.Finding) string {
	switch {
	case f.Thread == nil:
		return "several readers can hold it at once"
	case w.meetsItself(f) && f.Thread.Name == "goroutine":
		return w.threads(f.Thread) + " can hold it at once"
	case w.meetsItself(f):
		return w.thread(f.Thread) + " can run many times at once"
	}
	return w.thread(f.Thread) + " can hold it too"
}

func (w writer) noWriteLock(f *conflict.Finding) string {
	if f.Stated.IsValid() {
		return "the comment " + w.position(f.Stated) + " says that it guards the map"
	}
	return "a write needs Lock instead of RLock"
}
