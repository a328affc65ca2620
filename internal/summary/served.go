package summary

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// contracts returns the events of an instruction that lets out a function of a type
// whose contract is that it is called on many goroutines at once: it is returned,
// stored, or given to a function that keeps it. Where it runs, and when, need not be
// seen. What the function at hand does itself stays before that.
//
// Assumes: in a test such a function runs only when the test asks for it.
func (b *builder) contracts(instr ssa.Instruction) []*event {
	if b.test {
		return nil
	}
	if mc, ok := instr.(*ssa.MakeClosure); ok {
		return b.underContract(mc, b.outlets().anyUse(mc), instr)
	}
	var out []*event
	b.eng.operands = instr.Operands(b.eng.operands[:0])
	for _, op := range b.eng.operands {
		if fn, ok := (*op).(*ssa.Function); ok && fn.Blocks != nil {
			out = append(out, b.underContract(fn, b.outlets().keptBy(fn, instr), instr)...)
		}
	}
	return out
}

// underContract returns the events of letting out a function value under a contract,
// if there is one.
func (b *builder) underContract(v ssa.Value, how string, at ssa.Instruction) []*event {
	if how == "" {
		return nil
	}
	fn, _ := b.eng.closure(v)
	fn = b.eng.unwrapped(fn)
	b.eng.contracts[fn] = how
	in := b.funcArg(v, at)
	if len(in.accesses)+len(in.calls) == 0 {
		return nil
	}
	pos := instrPos(at)
	if fn.Parent() != nil {
		pos = fn.Pos()
	}
	th := Thread{Name: how, Pos: Pos{p: pos}, Many: true, Parallel: true, contract: true}
	return b.instanceEvents(in.spawned(th))
}

// An outletSearch follows a function value through local variables. A variable may be
// assigned what it holds itself.
type outletSearch struct {
	b    *builder
	seen map[*ssa.Alloc]bool
}

func (b *builder) outlets() *outletSearch { return &outletSearch{b, map[*ssa.Alloc]bool{}} }

// anyUse returns the contract under which one of the uses of v lets it out.
func (s *outletSearch) anyUse(v ssa.Value) string {
	for _, r := range *v.Referrers() {
		if how := s.keptBy(v, r); how != "" {
			return how
		}
	}
	return ""
}

// keptBy returns the contract under which an instruction lets a function value out,
// "" if it does not, or there is none.
//
// False negative: what captures the function, rather than to call it, lets it out.
func (s *outletSearch) keptBy(v ssa.Value, at ssa.Instruction) string {
	switch at := at.(type) {
	case ssa.CallInstruction:
		if at.Common().Value == v || s.b.callsGiven(at.Common(), v) {
			return ""
		}
	case *ssa.ChangeType:
		return s.anyUse(at)
	case *ssa.MakeInterface:
		return s.anyUse(at)
	case *ssa.Phi:
		return ""
	case *ssa.Store:
		if a, ok := at.Addr.(*ssa.Alloc); ok && a.Comment != "varargs" {
			return s.anyLoad(a)
		}
		if how := fieldContract(at.Addr); how != "" {
			return how
		}
	case *ssa.Return, *ssa.MapUpdate, *ssa.Send:
	default:
		return ""
	}
	return known.Contract(unboxed(v).Type())
}

// anyLoad is [outletSearch.anyUse] for what a local variable holds.
func (s *outletSearch) anyLoad(a *ssa.Alloc) string {
	if s.seen[a] {
		return ""
	}
	s.seen[a] = true
	for _, r := range *a.Referrers() {
		if load, ok := r.(*ssa.UnOp); ok {
			if how := s.anyUse(load); how != "" {
				return how
			}
		}
	}
	return ""
}

// callsGiven reports whether a call runs a function that it is given: then the call has
// what the function does.
func (b *builder) callsGiven(call *ssa.CallCommon, v ssa.Value) bool {
	t := b.target(call)
	if e := knownEffect(t); e.Kind == known.Spawn || e.Kind == known.Once {
		return true
	}
	i := slices.Index(t.args, v)
	return i >= 0 && t.calls(i)
}

// fieldContract returns the contract of the functions in a field, at its address.
func fieldContract(addr ssa.Value) string {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return ""
	}
	st, owner := structOf(fa.X.Type())
	return known.FieldContract(owner + "." + st.Field(fa.Field).Name())
}

// served reports whether the thread is one of the many executions of a function that
// a contract lets run at once.
func (t *Thread) served() bool { return t != nil && t.Many && t.Parallel }

// inTwo reports whether items i, of a goroutine, and j can meet in two executions of the
// scene's function, which a contract lets run at once: they touch a map that all
// executions have, and no lock keeps the goroutines of one from those of another, of
// their own or held while the function waits for them.
func (s *flowOrder) inTwo(i, j int) bool {
	a := &s.Items[i]
	if !s.many || a.Spawn.single(a.Place) || s.b.ofRequest(a.Place) {
		return false
	}
	held := func(i int) state.Marks {
		it := &s.Items[i]
		if it.Spawn != nil {
			if live := s.b.live(s.evs[i], &it.Access); !live.exit {
				return it.Marks.Union(live.locks).Locks()
			}
		}
		return it.Marks.Locks()
	}
	return !slices.ContainsFunc(held(i).Excludes(held(j)), func(m *state.Mark) bool { return m.Place.Kind != place.Local })
}

// ofRequest reports whether an object belongs to one execution of the function under
// a contract, or of one around it: it is made, or given, for one request alone.
func (b *builder) ofRequest(p place.Place) bool {
	fn := b.fn
	switch p.Kind {
	case place.Local, place.Value:
	case place.Param:
		if p.Index == 0 && fn.Signature.Recv() != nil {
			return false
		}
	case place.FreeVar:
		if fn = definedIn(fn, p.Index); fn == nil {
			return false
		}
	default:
		return false
	}
	return b.eng.perRequest(fn, nil)
}

// definedIn returns the function around fn that has a captured variable as its own.
func definedIn(fn *ssa.Function, freeVar int) *ssa.Function {
	for fn.Parent() != nil {
		mc := closureOf(fn)
		if mc == nil || freeVar >= len(mc.Bindings) {
			return nil
		}
		fv, ok := mc.Bindings[freeVar].(*ssa.FreeVar)
		fn = fn.Parent()
		if !ok {
			return fn
		}
		freeVar = slices.Index(fn.FreeVars, fv)
	}
	return nil
}

// closureOf returns the instruction that makes a literal, nil if there is none.
func closureOf(fn *ssa.Function) *ssa.MakeClosure {
	for _, blk := range fn.Parent().Blocks {
		for _, instr := range blk.Instrs {
			if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn == fn {
				return mc
			}
		}
	}
	return nil
}

// perRequest reports whether a function is executed anew for each request: it, or one
// around it, has the type of a handler or is given a request, or only such functions
// call it. Callers are those on the way here, which call each other.
func (e *engine) perRequest(fn *ssa.Function, callers []*ssa.Function) bool {
	for f := fn; f != nil; f = f.Parent() {
		if e.entryName(f) != "" || known.Contract(f.Signature) != "" || givenRequest(f.Signature) {
			return true
		}
	}
	sites := e.sites[fn]
	if len(sites) == 0 || e.taken[fn] || fn.Parent() == nil && ast.IsExported(fn.Name()) || slices.Contains(callers, fn) {
		return false
	}
	callers = append(callers, fn)
	return !slices.ContainsFunc(sites, func(s callSite) bool { return !e.perRequest(s.caller, callers) })
}

// givenRequest reports whether a function is given an HTTP request.
func givenRequest(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if typeName(pointee(p.Type())) == "net/http.Request" {
			return true
		}
	}
	return false
}
