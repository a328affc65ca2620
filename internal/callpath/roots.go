package callpath

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// beginning returns the steps by which a thread comes to a function: the thread root, and the
// calls from there.
func (fi *finder) beginning(fn *ssa.Function) effect.Path {
	root, calls := fi.rootOf(fn)
	if !root.Pos().IsValid() {
		return nil
	}
	step := effect.Step{Kind: effect.ByCallers, Func: nameOf(root), Pos: effect.Pos{P: root.Pos()}, Locks: lockNames(root, fi.pkg.EntryLocksets[root])}
	switch r := context.RootOf(fi.pkg.Flows, root); {
	case fi.pkg.InTest(root.Pos()) && isTest(root):
		step.Kind = effect.ByTest
	case r != nil:
		step.Kind, step.Thread = kindOf(r), r.Thread
	}
	path := effect.Path{step}
	for _, c := range calls {
		kind := effect.Calls
		if _, ok := c.Instr.(*ssa.Defer); ok {
			kind = effect.Defers
		}
		path = append(path, effect.Step{
			Kind: kind, Func: nameOf(c.Caller), Callee: nameOf(c.Callee), Pos: effect.Pos{P: ssaq.InstrPos(c.Instr)},
			Locks: lockNames(c.Caller, fi.heldAt(c)),
		})
	}
	return path
}

// rootOf returns the nearest thread root from which calls lead to a function, and these
// calls; the function itself if there is none.
func (fi *finder) rootOf(fn *ssa.Function) (root *ssa.Function, calls []trace.CallSite) {
	type reached struct {
		fn    *ssa.Function
		calls []trace.CallSite // from fn, the last one first
	}
	seen := map[*ssa.Function]bool{fn: true}
	queue := []reached{{fn: fn}}
	for i := 0; i < len(queue) && i < maxVisited; i++ {
		r := queue[i]
		if context.RootOf(fi.pkg.Flows, r.fn) != nil || isTest(r.fn) {
			slices.Reverse(r.calls)
			return r.fn, r.calls
		}
		for _, s := range fi.pkg.Sites[r.fn] {
			if isCall := s.Instr != nil; isCall && !seen[s.Caller] {
				seen[s.Caller] = true
				queue = append(queue, reached{s.Caller, append(slices.Clone(r.calls), s)})
			}
		}
	}
	return fn, nil
}

// heldAt returns the locks that the caller holds at a call.
func (fi *finder) heldAt(c trace.CallSite) state.SyncSet {
	f := fi.pkg.Of[c.Caller]
	if f == nil {
		return nil
	}
	for ev := range f.AllEvents() {
		if ev.Instr == c.Instr {
			return ev.Sync
		}
	}
	return nil
}

// isTest reports whether go test runs a function.
func isTest(fn *ssa.Function) bool {
	return fn.Parent() == nil && fn.Signature.Recv() == nil && strings.HasPrefix(fn.Name(), "Test") && len(fn.Params) == 1
}

// kindOf returns how an execution that begins with a root begins.
func kindOf(r *effect.Root) effect.StepKind {
	switch r.Kind {
	case effect.Main:
		return effect.ByMain
	case effect.Entry:
		return effect.ByContract
	case effect.Callback:
		return effect.ByCallback
	}
	return effect.ByAnyone
}
