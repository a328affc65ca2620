package order

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A function may wait for a signal or give up, and tell its caller which of the two by its
// last result: "case <-done: return nil; case <-time.After(d): return errTimeout". The caller
// has waited wherever it has tested that result.

// outcome is a value that the function may return as its last result, and what holds then.
type outcome struct {
	value ssa.Value
	at    *ssa.BasicBlock // where the value is chosen
	sync  state.SyncSet
}

// noteOutcomes notes what the return at the end of a block may return as its last result. If
// the way into the block decides that, each way counts for itself.
func (f *Flow) noteOutcomes(blk *ssa.BasicBlock, pt Point, in []Point) {
	ret := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
	if len(ret.Results) == 0 || len(outcomesOf(f.Fn.Signature)) == 0 {
		return
	}
	v := ret.Results[len(ret.Results)-1]
	if stored := assignedIn(blk, v); stored != nil {
		v = stored
	}
	before := valuesBefore(blk, v)
	if before == nil || slices.ContainsFunc(f.Events[blk.Index], endsWaits) {
		f.outcomes = append(f.outcomes, outcome{v, blk, pt.Sync})
		return
	}
	for i, p := range blk.Preds {
		if in[p.Index].Dead {
			continue
		}
		if from := f.throughBlock(p, in[p.Index]); !from.Dead {
			f.outcomes = append(f.outcomes, outcome{before[i], p, f.alongEdge(p, blk, from).Sync})
		}
	}
}

// assignedIn returns the value that a block assigns to the local variable from which v is read.
// In a function with deferred calls, a result is such a variable. It returns nil if there is none.
func assignedIn(blk *ssa.BasicBlock, v ssa.Value) ssa.Value {
	a, ok := ssaq.LoadedAlloc(v)
	if !ok || a.Heap {
		return nil
	}
	if st := ssaq.LastStore(blk, a); st != nil {
		return st.Val
	}
	return nil
}

// valuesBefore returns, for each way into a block, the value that v, the result, has there. It
// returns nil if the way into the block does not decide that.
func valuesBefore(blk *ssa.BasicBlock, v ssa.Value) []ssa.Value {
	if phi, ok := v.(*ssa.Phi); ok && phi.Block() == blk {
		return phi.Edges
	}
	if a, ok := ssaq.LoadedAlloc(v); !ok || a.Heap {
		return nil
	}
	out := make([]ssa.Value, len(blk.Preds))
	for i, p := range blk.Preds {
		if out[i] = v; assignedIn(p, v) != nil {
			out[i] = assignedIn(p, v)
		}
	}
	return out
}

// endsWaits reports whether an earlier wait may count for nothing after an event.
func endsWaits(ev *trace.Event) bool { return ev.Kind == trace.EvSpawn || ev.Kind == trace.EvAdd }

// outcomesOf returns the outcomes that the last result of a function can have.
func outcomesOf(sig *types.Signature) []effect.Outcome {
	n := sig.Results().Len() - 1
	if n < 0 {
		return nil
	}
	t := sig.Results().At(n).Type()
	if typeq.IsError(t) {
		return []effect.Outcome{effect.ReturnsNil}
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Kind() == types.Bool {
		return []effect.Outcome{effect.ReturnsTrue, effect.ReturnsFalse}
	}
	return nil
}

// OutcomeJoins returns the waits that the function has certainly passed if its last result is
// nil, true or false. Those that it passes on every path are not among them.
func (f *Flow) OutcomeJoins() []effect.OutcomeJoin {
	var out []effect.OutcomeJoin
	for _, o := range outcomesOf(f.Fn.Signature) {
		var met state.SyncSet
		first := true
		for _, ret := range f.outcomes {
			if !f.mayBe(ret, o) {
				continue
			}
			waits := ofKind(f.withWaitsOf(ret.value, o, ret.sync), state.After)
			if first {
				met, first = waits, false
			} else {
				met = state.Meet(met, waits)
			}
		}
		for _, m := range met {
			always := slices.ContainsFunc(f.Exit.Sync, func(n *state.SyncFact) bool { return *n == *m })
			if m.Must && !always {
				out = append(out, effect.OutcomeJoin{Place: m.Place, Outcome: o})
			}
		}
	}
	return out
}

// withWaitsOf adds the waits that a call has passed if v, its last result, is the outcome: a
// function may return the result of the function that waits.
func (f *Flow) withWaitsOf(v ssa.Value, o effect.Outcome, held state.SyncSet) state.SyncSet {
	call, i := ssaq.ResultOf(v)
	if call == nil || i != call.Call.Signature().Results().Len()-1 {
		return held
	}
	for _, j := range f.callOutcomes[call] {
		if j.Outcome == o {
			held = held.With(&state.SyncFact{Place: j.Place, Kind: state.After, Must: true})
		}
	}
	return held
}

// mayBe reports whether a returned value may be an outcome.
func (f *Flow) mayBe(ret outcome, o effect.Outcome) bool {
	switch c, ok := ret.value.(*ssa.Const); {
	case o == effect.ReturnsNil:
		return !isError(ret)
	case ok && c.Value != nil && c.Value.Kind() == constant.Bool:
		return constant.BoolVal(c.Value) == (o == effect.ReturnsTrue)
	}
	return true
}

// isError reports whether a returned error is not nil: a value that the function makes, one
// that it has compared with nil, or a package variable.
//
// Assumes: a package variable of type error is set when the package is initialized. The error
// of a context is asked for when the context is done.
func isError(ret outcome) bool {
	switch v := ret.value.(type) {
	case *ssa.MakeInterface:
		return true
	case *ssa.UnOp:
		if _, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL {
			return true
		}
	case *ssa.Call:
		if obj := ssaq.CalleeObj(v.Common()); obj != nil && makesError[obj.FullName()] {
			return true
		}
	}
	for cond, holds := range ssaq.ConditionsOf(ret.at) {
		compare, ok := cond.(*ssa.BinOp)
		if ok && compare.X == ret.value && isNilConst(compare.Y) {
			return holds == (compare.Op == token.NEQ)
		}
	}
	return false
}

// makesError has the functions of the standard library that return an error which is not nil.
var makesError = map[string]bool{
	"errors.New": true, "fmt.Errorf": true, "(context.Context).Err": true, "context.Cause": true,
}

// addOutcomeJoins adds the waits that the callees in this package tell of by their results, to
// the edges of the branches that test the results.
func addOutcomeJoins(f *Flow) {
	f.callOutcomes = map[ssa.Value][]effect.OutcomeJoin{}
	for _, s := range f.CallSites {
		call, ok := s.Instr.(*ssa.Call)
		sum := f.Pkg.Summaries[s.Callee]
		if !ok || sum == nil || call.Call.StaticCallee() != s.Callee {
			continue
		}
		for _, j := range sum.OutcomeJoins {
			if j.Place, _ = s.Binding.Place(j.Place); j.Place.Known() {
				j.Place = f.Resolved(j.Place)
				f.callOutcomes[call] = append(f.callOutcomes[call], j)
			}
		}
		for iff, succ := range ssaq.ResultTests(call) {
			f.joinOnEdges(iff, succ, f.callOutcomes[call])
		}
	}
}

// joinOnEdges adds waits to the edges of a branch on a last result. The result is nil or true
// on the edge to the successor succ.
func (f *Flow) joinOnEdges(iff *ssa.If, succ int, joins []effect.OutcomeJoin) {
	blk := iff.Block()
	for _, j := range joins {
		to := blk.Succs[succ]
		if j.Outcome == effect.ReturnsFalse {
			to = blk.Succs[1-succ]
		}
		f.AddWait(iff, to, j.Place)
	}
}
