// Package summary computes the summaries of a package's functions bottom-up over the
// strongly connected components of its call graph, and offers what the judge needs of
// them: the scopes in which goroutines meet, the accesses as thread roots reach them, and
// the facts that other packages import.
//
// What a summary says belongs in effect, how a callee's is read at a call in trace. A new
// field of a summary is filled in build.go, and a new fact is exported in export.go.
package summary

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Package is the result: the summaries of a package's functions and the scenes
// in which goroutines meet.
type Package struct {
	*order.Flows
	order [][]*ssa.Function // callees first
}

// Analyze builds the SSA form of a package and summarises its functions,
// callees first.
func Analyze(in program.Input) *Package {
	e := &Package{Flows: order.NewFlows(trace.NewTraces(heap.NewHeaps(program.New(in))))}
	e.order = e.summarizeAll(e.Funcs, e.Callees)
	return e
}

// summarizeAll summarises functions, callees first, and returns them in that order,
// by the cycles that they form.
func (e *Package) summarizeAll(funcs []*ssa.Function, callees func(*ssa.Function) []*ssa.Function) [][]*ssa.Function {
	components := ssaq.Components(funcs, callees)
	for _, scc := range components {
		for range e.rounds(scc) {
			for _, fn := range scc {
				e.summarize(fn)
			}
		}
	}
	context.ComputeEntryLocksets(e.Flows, components)
	return components
}

func (e *Package) summarize(fn *ssa.Function) {
	f := order.New(e.Flows, fn)
	e.Summaries[fn] = build(f)
	e.Of[fn], e.Heaps.Of[fn] = f, f.Heap
}
