package handover

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// resultUse follows a result to its callers, as far as all of them are in the package, and asks
// whether one of them does something with it without the locks under which it was read.
type resultUse struct {
	fs   *order.Flows
	seen map[ssa.Value]bool
}

// maxResultUses bounds the values that one search follows. A result that is followed further
// counts as used.
const maxResultUses = 100

// usesResult reports whether a caller may use result i of a function while it does not hold
// one of the locks.
func usesResult(f *order.Flow, i int, locks []*state.SyncFact) bool {
	r := resultUse{f.Pkg, map[ssa.Value]bool{}}
	return r.ofCalls(f.Fn, i, locks)
}

// ofCalls is [usesResult] for locks that the function names.
func (r resultUse) ofCalls(fn *ssa.Function, i int, locks []*state.SyncFact) bool {
	sites := slices.DeleteFunc(slices.Clone(r.fs.Sites[fn]), func(s trace.CallSite) bool { return r.fs.InTest(s.Caller.Pos()) })
	if len(sites) == 0 || context.RootOf(r.fs, fn) != nil || fn.Signature.Recv() != nil && ast.IsExported(fn.Name()) && context.LeavesPackage(r.fs, ssaq.RecvName(fn)) {
		return true
	}
	return slices.ContainsFunc(sites, func(s trace.CallSite) bool {
		call, ok := s.Instr.(*ssa.Call) // else nobody gets the result: the call is deferred, or starts a goroutine
		held := translated(locks, s.Binding.Lock)
		return ok && slices.ContainsFunc(resultsOf(call, i), func(v ssa.Value) bool { return r.of(v, held) })
	})
}

// translated returns locks as another function names them, none if it cannot name all.
func translated(locks []*state.SyncFact, name func(place.Place) place.Place) (out []*state.SyncFact) {
	for _, m := range locks {
		p := name(m.Place)
		if !p.Known() {
			return nil
		}
		out = append(out, &state.SyncFact{Place: p, Kind: m.Kind, Must: true})
	}
	return out
}

// holds reports whether an instruction is executed under all of some locks.
func (r resultUse) holds(at ssa.Instruction, locks []*state.SyncFact) bool {
	fn := at.Parent()
	held := r.fs.Of[fn].StateAt(at).Union(r.fs.EntryLocksets[fn])
	return len(locks) > 0 && !slices.ContainsFunc(locks, func(m *state.SyncFact) bool {
		return !held.Has(m.Place, state.Read) && !held.Has(m.Place, state.Write)
	})
}

// resultsOf lists the values that are result i of a call.
func resultsOf(call *ssa.Call, i int) []ssa.Value {
	if call.Call.Signature().Results().Len() == 1 {
		return []ssa.Value{call}
	}
	var out []ssa.Value
	for _, u := range *call.Referrers() {
		if x, ok := u.(*ssa.Extract); !ok {
			return []ssa.Value{call} // all results are passed on
		} else if x.Index == i {
			out = append(out, x)
		}
	}
	return out
}

// of reports whether a value is used without the locks.
func (r resultUse) of(v ssa.Value, locks []*state.SyncFact) bool {
	if r.seen[v] {
		return false
	}
	r.seen[v] = true
	return len(r.seen) > maxResultUses || slices.ContainsFunc(*v.Referrers(), func(u ssa.Instruction) bool { return r.by(v, u, locks) })
}

// by reports whether an instruction uses a value without the locks, or gives it to others who do.
func (r resultUse) by(v ssa.Value, u ssa.Instruction, locks []*state.SyncFact) bool {
	switch u := u.(type) {
	case *ssa.DebugRef:
		return false
	case *ssa.BinOp: // maps are compared with nil alone
		return !(typeq.IsMap(v.Type()) && (u.Op == token.EQL || u.Op == token.NEQ))
	case *ssa.Phi, *ssa.ChangeType:
		return r.of(u.(ssa.Value), locks)
	case *ssa.Lookup:
		return !typeq.IsMap(v.Type()) || givesMap(v) || !r.holds(u, locks)
	case *ssa.MapUpdate:
		return u.Map != v || !r.holds(u, locks)
	case *ssa.Range:
		return !typeq.IsMap(v.Type()) || givesMap(v) || slices.ContainsFunc(*u.Referrers(), func(next ssa.Instruction) bool { return !r.holds(next, locks) })
	case *ssa.Store:
		a, ok := u.Addr.(*ssa.Alloc)
		return !ok || u.Val != v || r.read(a, locks)
	case *ssa.Return:
		return slices.ContainsFunc(indices(u.Results, v), func(i int) bool { return r.ofCalls(u.Parent(), i, locks) })
	case *ssa.Call:
		return r.passed(v, u, locks)
	}
	return true
}

// read reports whether a local variable that holds the value is used without the locks.
func (r resultUse) read(a *ssa.Alloc, locks []*state.SyncFact) bool {
	return slices.ContainsFunc(*a.Referrers(), func(u ssa.Instruction) bool {
		switch u := u.(type) {
		case *ssa.Store:
			return u.Addr != a
		case *ssa.UnOp:
			return r.of(u, locks)
		case *ssa.DebugRef:
			return false
		}
		return true
	})
}

// passed reports whether a call uses a value that it is passed without the locks.
func (r resultUse) passed(v ssa.Value, call *ssa.Call, locks []*state.SyncFact) bool {
	if bi, ok := call.Call.Value.(*ssa.Builtin); ok {
		ofMap := bi.Name() == "len" || bi.Name() == "delete" || bi.Name() == "clear"
		return !ofMap || !typeq.IsMap(v.Type()) || !r.holds(call, locks)
	}
	t := r.fs.Of[call.Parent()].Target(call.Common())
	if t.Fn == nil || t.Fn.Blocks == nil {
		return true
	}
	within := translated(locks, func(p place.Place) place.Place {
		for _, s := range r.fs.Sites[t.Fn] {
			if q, ok := context.InCallee(s, p); s.Instr == call && ok {
				return q
			}
		}
		return place.Place{}
	})
	return slices.ContainsFunc(indices(t.Args, v), func(i int) bool { return i >= len(t.Fn.Params) || r.of(t.Fn.Params[i], within) })
}

// indices lists where a value occurs in a list.
func indices(list []ssa.Value, v ssa.Value) (out []int) {
	for i, w := range list {
		if w == v {
			out = append(out, i)
		}
	}
	return out
}

// givesMap reports whether the elements of a map lead to maps, which are used later.
func givesMap(m ssa.Value) bool {
	t, ok := m.Type().Underlying().(*types.Map)
	return !ok || typeq.ReachesMap(t.Elem())
}
