package effect

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/place"
)

// ScopedAccess is an access as one function sees it: its own, a callee's, or one of a
// goroutine that it or a callee starts.
type ScopedAccess struct {
	Access
	Spawn *Thread // nil for the function's own thread
	// Around is what the source says of what leads to the access.
	PathRemarks Remarks
	// Repeats is set if Spawn is in a loop: mostly there is a goroutine for
	// each of several objects.
	Repeats bool
	// Step is where the scene's function makes the access, or the call that leads to it.
	Via token.Pos
}

// SpawnScope is a function in which goroutines are started, with all accesses that
// it leads to. What it holds is lost when the next scene is asked for.
type SpawnScope struct {
	Func     string
	Accesses []ScopedAccess
	Order
}

// Order answers how the items of a scene, given by their indices, are ordered.
type Order interface {
	// Together reports whether items i, of a goroutine, and j can run at the same
	// time, as far as the control flow of the scene tells.
	MayHappenInParallel(i, j int) bool
	// Renewed reports whether the object at p is certainly another one for each of
	// items i and j. A lock like that protects nothing.
	Renewed(i, j int, p place.Place) bool
	// OneSender reports whether a receive from the channel at p, or a wait for p,
	// is ordered after what item i does before it signals p.
	OneSender(i int, p place.Place) bool
	// Excused returns why items i, of a goroutine of the code under test, and j, of a
	// test, are not compared, "" if they are.
	Excused(i, j int) string
	// ByTest reports whether the scene is a test, or a function of one, whose own
	// goroutines have no part in the pair of a and b.
	ByTest(a, b *ScopedAccess) bool
	// InTest reports whether something happens in a test file of the package.
	InTest(p Pos) bool
}

// AfterInit is the order of a scene in which goroutines that the initialisation of the
// package leaves running meet its other functions: nothing is ordered but goroutines of
// a server's handlers.
type AfterInit struct{ Scene *SpawnScope }

func (o AfterInit) MayHappenInParallel(i, j int) bool {
	a, b := &o.Scene.Accesses[i], &o.Scene.Accesses[j]
	return a.Spawn != nil && i != j && b.Spawn == nil && !a.Spawn.Parallel // handlers wait for a server
}

func (AfterInit) Renewed(i, j int, p place.Place) bool { return false }

func (AfterInit) OneSender(i int, p place.Place) bool { return true }

func (AfterInit) ByTest(a, b *ScopedAccess) bool { return false }

func (AfterInit) InTest(p Pos) bool { return false }

func (AfterInit) Excused(i, j int) string { return "" }

// What [Order.Excused] returns.
const (
	MayNotStart = "whether the goroutine is started depends on what the test has set up"
	StopsTimer  = "the test stops the timer"
	Answered    = "the test receives what the goroutine sends"
)
