package effect

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/place"
)

// SpawnScope is a function that starts goroutines, with all accesses that it and they make.
// Package summary makes it, conflict pairs the accesses. A scope is valid until the next one
// is made, which reuses its memory.
type SpawnScope struct {
	Func     string
	Accesses []ScopedAccess
	Order
}

// ScopedAccess is an access as the function of a [SpawnScope] sees it: its own, a callee's,
// or that of a goroutine that it or a callee starts.
type ScopedAccess struct {
	Access
	Spawn *Thread // the goroutine that makes the access, nil for the function's own thread
	Root  *Root   // the thread root that reaches the access, nil in a [SpawnScope]
	// PathRemarks are the remarks about the function and about the call at Via.
	PathRemarks Remarks
	// Repeats is set if Spawn is started in a loop: usually there is one goroutine for each
	// of several objects.
	Repeats bool
	// Via is the call in the function, or in the root, that leads to the access, or the access
	// itself.
	Via token.Pos
}

// Order answers questions about the accesses of a [SpawnScope], given by their indices.
type Order interface {
	// MayHappenInParallel reports whether access i, made by a goroutine, and access j can
	// run at the same time, as far as the control flow of the function tells.
	MayHappenInParallel(i, j int) bool
	// DistinctObjects reports whether the object at p is certainly not the same for accesses i
	// and j. A lock in such an object does not exclude them.
	DistinctObjects(i, j int, p place.Place) bool
	// OneSender reports whether a receive from the channel at p, or a wait for p, comes after
	// what access i does before it signals p: nobody else signals p.
	OneSender(i int, p place.Place) bool
	// Excused returns why access i, by a goroutine of the code under test, and access j, by a
	// test, are not compared; "" if they are.
	Excused(i, j int) string
	// ByTest reports whether the function belongs to a test and neither a nor b is made by a
	// goroutine that the test starts.
	ByTest(a, b *ScopedAccess) bool
	// InTest reports whether a position is in a test file of the package.
	InTest(p Pos) bool
}

// What [Order.Excused] returns.
const (
	MayNotStart = "whether the goroutine is started depends on what the test has set up"
	StopsTimer  = "the test stops the timer"
	Answered    = "the test receives what the goroutine sends"
)

// AfterInit is the [Order] of the scope in which goroutines that the initialization of the
// package leaves running meet its other functions: nothing orders them, except that
// handlers wait for their server.
type AfterInit struct{ Scope *SpawnScope }

// MayHappenInParallel implements [Order].
func (o AfterInit) MayHappenInParallel(i, j int) bool {
	a, b := &o.Scope.Accesses[i], &o.Scope.Accesses[j]
	return a.Spawn != nil && i != j && b.Spawn == nil && !a.Spawn.Parallel
}

// DistinctObjects implements [Order]: the objects are those of globals.
func (AfterInit) DistinctObjects(i, j int, p place.Place) bool { return false }

// OneSender implements [Order].
//
// False negative: another goroutine that sends to the channel.
func (AfterInit) OneSender(i int, p place.Place) bool { return true }

// ByTest implements [Order].
func (AfterInit) ByTest(a, b *ScopedAccess) bool { return false }

// InTest implements [Order].
func (AfterInit) InTest(p Pos) bool { return false }

// Excused implements [Order].
func (AfterInit) Excused(i, j int) string { return "" }
