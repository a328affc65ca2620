// Package summary computes the summaries of a package's functions bottom-up over the
// strongly connected components of its call graph (ssaq.Components), and derives from them
// what the generators of package candidate read: the scopes in which goroutines are started (scope.go), the
// accesses as thread roots reach them (rootaccess.go), and the facts that other packages
// import (export.go).
//
// A new field of a summary is filled here: in collect.go if it concerns accesses, goroutines
// or calls, in locks.go or effects.go if it concerns locks, signals or assignments. What a
// summary can say belongs in effect, how the summary of a callee is instantiated at a call
// in trace, and which goroutines run at a point in order.
package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Package holds the summaries of a package's functions and answers what conflict asks.
type Package struct {
	*order.Flows
	order       [][]*ssa.Function      // the strongly connected components, callees first
	receiversOf map[string][]*receiver // by the field of the channel
}

// Analyze builds the SSA form of a package and summarizes its functions, callees first.
func Analyze(in program.Source) *Package {
	p := &Package{Flows: order.NewFlows(trace.NewTraces(heap.NewHeaps(program.Build(in))))}
	p.order = p.summarizeAll(p.Funcs, p.Callees)
	return p
}

// summarizeAll summarizes functions, callees first, and returns the strongly connected
// components in that order.
func (p *Package) summarizeAll(funcs []*ssa.Function, callees func(*ssa.Function) []*ssa.Function) [][]*ssa.Function {
	components := ssaq.Components(funcs, callees)
	for _, component := range components {
		for range p.rounds(component) {
			for _, fn := range component {
				p.summarize(fn)
			}
		}
	}
	context.ComputeEntryLocksets(p.Flows, components)
	return components
}

// summarize makes the summary of one function from those of its callees.
func (p *Package) summarize(fn *ssa.Function) {
	f := order.New(p.Flows, fn)
	p.Summaries[fn] = build(f)
	p.Of[fn], p.Heaps.Of[fn] = f, f.Heap
}

// rounds returns how often the functions of a strongly connected component are summarized.
// Three rounds bring a cycle to its fixed point, or what they do not find is missed. In a
// large component most callees come before their callers and most summaries are full after
// the first round: there the third round costs as much as everything else and was not seen
// to change a finding.
func (p *Package) rounds(component []*ssa.Function) int {
	switch {
	case len(component) > 32:
		return 2
	case len(component) > 1 || slices.Contains(p.Callees(component[0]), component[0]):
		return 3
	}
	return 1
}
