package record

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/link"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// add adds a call. If the record has an equal one, that is repeated.
func (b *builder) add(c link.Call) {
	var key strings.Builder
	fmt.Fprint(&key, c.Caller, " ", c.Callee, " ", c.How, c.Object, c.Early, " ", c.Through)
	for _, m := range slices.Concat(c.Locks, c.Held) {
		fmt.Fprint(&key, *m)
	}
	i, ok := b.calls[key.String()]
	if ok {
		b.rec.Calls[i].Loop = true
		return
	}
	b.calls[key.String()] = len(b.rec.Calls)
	b.rec.Calls = append(b.rec.Calls, c)
}

// sites returns the calls of functions of the package that the trace of a function has
// resolved.
func (b *builder) sites(fn *ssa.Function) []trace.CallSite {
	if f := b.Of[fn]; f != nil {
		return f.CallSites
	}
	return nil
}

// site adds a call of a function of the package. It is not known where a goroutine starts.
func (b *builder) site(s trace.CallSite) {
	c := link.Call{Caller: b.name(s.Caller), Callee: b.name(s.Callee), Loop: b.inLoop(s.Caller, s.Instr), Early: s.Instr != nil && b.isEarly(s.Caller, s.Instr)}
	if s.Instr == nil {
		c.How = link.Go
		if start := startOf(s.Caller, s.Callee); start != nil {
			c.Loop, c.Object = b.inLoop(s.Caller, start), b.object(s.Caller, start, args(start.Common()))
		}
	} else {
		c.Locks = b.locks(s.Caller, s.Instr, s.Binding.Args)
		c.Object = b.object(s.Caller, s.Instr, s.Binding.Args)
	}
	b.add(c)
}

// startOf returns the only go statement of a function that runs another one, nil if there are
// several or none.
func startOf(fn, callee *ssa.Function) (found *ssa.Go) {
	for instr := range ssaq.InstrsOf(fn) {
		if g, ok := instr.(*ssa.Go); ok && calledBy(g.Common()) == callee {
			if found != nil {
				return nil
			}
			found = g
		}
	}
	return found
}

// calledBy returns the function that a call names, nil if it names none.
func calledBy(call *ssa.CallCommon) *ssa.Function {
	switch v := call.Value.(type) {
	case *ssa.Function:
		return v
	case *ssa.MakeClosure:
		return v.Fn.(*ssa.Function)
	}
	return nil
}

// args returns the arguments of a call, the receiver first.
func args(call *ssa.CallCommon) []ssa.Value {
	if call.IsInvoke() {
		return append([]ssa.Value{call.Value}, call.Args...)
	}
	return call.Args
}

// instr adds the calls of an instruction that traces do not resolve, those of other packages
// and of interfaces, and the functions that become values.
func (b *builder) instr(fn *ssa.Function, instr ssa.Instruction) {
	var called ssa.Value
	if call, ok := instr.(ssa.CallInstruction); ok {
		called = call.Common().Value
		b.call(fn, call)
	}
	if _, closure := instr.(*ssa.MakeClosure); closure || isWrapperOnly(instr) {
		return // it is an operand where it is used
	}
	switch v := instr.(type) {
	case *ssa.MakeInterface:
		b.opening(v)
	case *ssa.ChangeInterface:
		b.converted(v.X.Type(), v.Type())
	case *ssa.TypeAssert:
		b.converted(v.X.Type(), v.AssertedType)
	}
	for i, op := range slices.Clone(b.OperandsOf(instr)) {
		if *op != called || i > 0 {
			b.value(fn, instr, *op)
		}
	}
}

// isWrapperOnly reports whether an instruction does nothing with its operands.
func isWrapperOnly(instr ssa.Instruction) bool {
	_, debug := instr.(*ssa.DebugRef)
	return debug
}

// value adds a function of the module that an instruction makes a value of.
func (b *builder) value(fn *ssa.Function, at ssa.Instruction, v ssa.Value) {
	if target := b.functionIn(v); target != nil {
		b.add(link.Call{Caller: b.name(fn), Callee: b.name(target), How: b.howCalled(fn, at, v), Loop: b.inLoop(fn, at), Early: b.isEarly(fn, at)})
	}
}

// functionIn returns the function of the module that a value is, nil if it is none.
func (b *builder) functionIn(v ssa.Value) *ssa.Function {
	var fn *ssa.Function
	switch v := v.(type) {
	case *ssa.Function:
		fn = v
	case *ssa.MakeClosure:
		fn = v.Fn.(*ssa.Function)
	default:
		return nil
	}
	fn = b.Unwrapped(fn)
	if fn.Parent() != nil || fn.Pkg == b.SSA || fn.Pkg != nil && b.hasPath(fn.Pkg.Pkg.Path()) {
		return fn
	}
	return nil
}

// howCalled says how a function runs that an instruction makes a value of: a call may pass it to
// a function of which it is known that it starts a goroutine, or that it calls its argument
// before it returns.
func (b *builder) howCalled(fn *ssa.Function, at ssa.Instruction, v ssa.Value) link.How {
	call, ok := at.(*ssa.Call)
	if f := b.Of[fn]; ok && f != nil {
		t := f.Target(&call.Call)
		switch e := heap.KnownEffect(t); {
		case e.Kind == known.Spawn && e.Arg < len(t.Args) && t.Args[e.Arg] == v:
			return link.Go
		case e.Kind == known.Once || t.Obj != nil && t.Obj.Pkg() != nil && callsAtOnce[t.Obj.Pkg().Path()]:
			return link.Direct
		}
	}
	return link.Value
}

// callsAtOnce has the packages of the standard library whose functions call what they are passed
// before they return, on the goroutine of the caller.
var callsAtOnce = map[string]bool{"sort": true, "slices": true, "strings": true, "bytes": true, "path/filepath": true, "io/fs": true, "go/ast": true, "regexp": true}

// call adds a call or go statement of a function of another package, or of an interface method.
func (b *builder) call(fn *ssa.Function, call ssa.CallInstruction) {
	common := call.Common()
	_, starts := call.(*ssa.Go)
	c := link.Call{Caller: b.name(fn), Loop: b.inLoop(fn, call), Early: b.isEarly(fn, call)}
	switch callee := calledBy(common); {
	case common.IsInvoke():
		if !b.isOfModule(common.Method) && !b.isDeclaredHere(common.Value.Type()) {
			return
		}
		b.asked(common)
		c.Callee, c.How = asks(common), link.Dynamic
		if starts {
			c.How = link.GoDynamic
		}
		b.through(fn, call, &c)
	case callee == nil:
		return
	default:
		callee = b.Unwrapped(callee)
		if o := callee.Origin(); o != nil {
			callee = o
		}
		if callee.Blocks != nil && b.Of[fn] != nil {
			return // a site
		}
		if callee.Blocks == nil && (callee.Pkg == nil || !b.hasPath(callee.Pkg.Pkg.Path())) {
			return
		}
		c.Callee = b.name(callee)
		if starts {
			c.How = link.Go
		}
	}
	c.Object = b.object(fn, call, args(common))
	if !starts {
		c.Locks = b.locks(fn, call, args(common))
	}
	b.add(c)
}

// through adds the variable that holds the interface of a call, if others have it too.
func (b *builder) through(fn *ssa.Function, call ssa.CallInstruction, c *link.Call) {
	f := b.Of[fn]
	if f == nil || b.InTest(fn.Pos()) {
		return
	}
	p := f.Place(call.Common().Value)
	switch {
	case !p.Known() || p.AnyElem() || p.Published():
		return
	case p.Kind == place.Global:
		c.Through = p.Name + p.Path
	case p.Kind == place.Param && p.Index == 0 && p.Len() == 1 && fn.Signature.Recv() != nil:
		c.Through, c.OfSelf = p.Owner, true
	}
	held := f.StateAt(call).Union(b.EntryLocksets[fn])
	if c.Held = certain(held); held.NumLocks() > len(c.Held) {
		c.Through = "" // a lock that is held on some paths, or of which nobody knows which one it is
	}
	if c.Through != "" {
		c.Silent, c.Posn = b.silent(call.Pos()), b.posn(call.Pos())
	}
}

// locks returns the locks that are certainly held at a call, as the callee can name them.
func (b *builder) locks(fn *ssa.Function, at ssa.Instruction, args []ssa.Value) (out state.SyncSet) {
	f := b.Of[fn]
	if f == nil {
		return nil
	}
	for _, m := range f.StateAt(at).Union(b.EntryLocksets[fn]).Locks() {
		if p, ok := inCallee(f, args, m.Place); ok && m.Must && !m.Place.Wild {
			out = out.With(&state.SyncFact{Place: p, Kind: m.Kind, Must: true})
		}
	}
	return out
}

// inCallee translates a place of the caller to one of the callee: a global, or a part of one of
// the arguments.
func inCallee(f *order.Flow, args []ssa.Value, p place.Place) (place.Place, bool) {
	if p.Kind == place.Global {
		return p, true
	}
	for i, a := range args {
		base := f.Place(a)
		if owner := p.Parent(); i == 0 && base.Known() && p.Owner != "" && base != owner && base.HasPrefix(owner) {
			// The lock belongs to the object that holds the receiver.
			return place.Place{Kind: place.Value, Name: base.AnyKeys()[len(owner.AnyKeys()):], Owner: p.Owner}, true
		}
		if base.Known() && p.Known() && p.HasPrefix(base) && p != base {
			q := place.Place{Kind: place.Param, Index: i, Path: strings.TrimPrefix(p.Path, base.Path), Owner: p.Owner}
			return q, true
		}
	}
	return place.Place{}, false
}
