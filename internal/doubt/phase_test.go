package doubt

import (
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// phasePairs change, in one way each, a read by one method and a write by another one, which
// holds the guard.
var phasePairs = []struct {
	name   string
	kind   conflict.EvidenceKind
	change func(u, w *effect.RootAccess)
	want   string
}{
	{"nothing", conflict.GuardedMap, func(u, w *effect.RootAccess) {}, ""},
	{"read before the start", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Phase = effect.BeforeStart }, "before-start"},
	{"write before the start", conflict.GuardedMap, func(u, w *effect.RootAccess) { w.Phase = effect.BeforeStart }, ""},
	{"write before the start of the goroutine that reads", conflict.SharedObject, func(u, w *effect.RootAccess) { w.Phase = effect.BeforeStart }, "before-start"},
	{"atomic write, plain read before the start", conflict.HalfAtomic, func(u, w *effect.RootAccess) { u.Phase = effect.BeforeStart }, "before-start"},
	{"stated guard", conflict.StatedGuard, func(u, w *effect.RootAccess) { u.Phase = effect.BeforeStart }, ""},
	{"from a pool", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Phase = effect.FromPool }, "from-pool"},
	{"from a pool, beside a goroutine", conflict.SharedObject, func(u, w *effect.RootAccess) { u.Phase = effect.FromPool }, ""},
	{"the only writer reads", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Root.Alone, w.Root = true, u.Root }, "one-writer"},
	{"its literal writes", conflict.HalfAtomic, func(u, w *effect.RootAccess) {
		u.Root.Alone, w.Root.Literal, w.Root.Name, w.Root.Pos = true, true, u.Root.Name+"$1", 7
	}, "one-writer"},
	{"another function writes", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Root.Alone, w.Root.Pos = true, 7 }, ""},
	{"a writer that may run many times", conflict.GuardedMap, func(u, w *effect.RootAccess) { w.Root = u.Root }, ""},
	{"the only writer writes without the guard", conflict.GuardedMap, func(u, w *effect.RootAccess) {
		u.Root.Alone, w.Root, u.Op = true, u.Root, w.Op
	}, ""},
	{"workers hold the lock", conflict.GuardedMap, func(u, w *effect.RootAccess) { w.ByWorker = true }, "lock-of-workers"},
	{"workers of another function", conflict.GuardedMap, func(u, w *effect.RootAccess) { w.ByWorker, w.Root.Pos = true, 7 }, ""},
	{"a worker does not", conflict.GuardedMap, func(u, w *effect.RootAccess) { w.ByWorker, u.ByWorker = true, true }, ""},
	{"a callback beside workers", conflict.GuardedMap, func(u, w *effect.RootAccess) { w.ByWorker, u.InCallback = true, true }, ""},
	{"filled by another package", conflict.FilledOnDemand, func(u, w *effect.RootAccess) { u.Pos.Text = "q.go:1" }, "filled-elsewhere"},
	{"filled here", conflict.FilledOnDemand, func(u, w *effect.RootAccess) {}, ""},
}

// TestPhases checks the doubts that the phase of an object's life raises.
func TestPhases(t *testing.T) {
	for _, c := range phasePairs {
		t.Run(c.name, func(t *testing.T) {
			u, w := field("Has", true, false), field("Put", false, true, mu())
			v := &guard.Variable{Uses: []*effect.RootAccess{u, w}, Holders: []*effect.RootAccess{w}}
			c.change(u, w)
			check(t, conflict.ByRoots(c.kind, u, w, v), c.want)
		})
	}
}
