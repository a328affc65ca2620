package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// target is what a call is known to run.
type target struct {
	fn    *ssa.Function // nil for a function of another package
	obj   *types.Func
	binds []ssa.Value // captured variables of a closure
	sum   *Summary    // nil if nothing is known
	args  []ssa.Value // receiver first
}

// target resolves a call: a function or method, a literal, a variable that
// holds a literal, or an interface method with one implementation here.
func (b *builder) target(call *ssa.CallCommon) target {
	t := target{args: call.Args}
	if call.IsInvoke() {
		t.args = append([]ssa.Value{call.Value}, call.Args...)
		t.obj = call.Method
		if fns := b.eng.implementations(call); len(fns) == 1 {
			t.fn, t.obj = fns[0], nil
		}
	} else if fn, binds := b.eng.closure(call.Value); fn != nil {
		t.fn, t.binds = fn, binds
	}
	return b.eng.resolveTarget(t)
}

// funcTarget resolves a function value that is given to a callee.
func (b *builder) funcTarget(v ssa.Value) target {
	fn, binds := b.eng.closure(v)
	return b.eng.resolveTarget(target{fn: fn, binds: binds})
}

// resolveTarget fills in the summary: of the function itself if it is of this
// package, else the fact of its package.
func (e *engine) resolveTarget(t target) target {
	if t.fn != nil {
		if o := t.fn.Origin(); o != nil {
			t.fn = o
		}
		if obj, ok := t.fn.Object().(*types.Func); ok {
			t.obj = obj.Origin()
		}
		if t.fn.Blocks != nil {
			t.sum = e.sums[t.fn]
			return t
		}
		t.fn = nil
	}
	if t.obj != nil {
		t.sum = e.imported(t.obj)
	}
	return t
}

// calleeObj returns the function or method that a call names, if it names one.
func calleeObj(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	if fn, ok := call.Value.(*ssa.Function); ok {
		if o := fn.Origin(); o != nil {
			fn = o
		}
		if obj, ok := fn.Object().(*types.Func); ok {
			return obj
		}
	}
	return nil
}

// binding says what the parameters and captured variables of a callee are at
// one call.
type binding struct {
	b     *builder
	call  *ssa.Call // whose results are the callee's; may be nil
	at    ssa.Instruction
	args  []ssa.Value
	binds []ssa.Value
	// places of the arguments where there are no values: a call that happens
	// within another callee
	argPlaces []place.Place
}

func (b *builder) bind(t target, at ssa.Instruction) binding {
	call, _ := at.(*ssa.Call)
	return binding{b: b, call: call, at: at, args: t.args, binds: t.binds}
}

// place translates a place of the callee. The second result is the number of
// its steps that were walked when the call was made, or -1 if the callee
// itself walks them all.
func (bd binding) place(p place.Place) (place.Place, int) {
	var base place.Place
	byVal := -1
	switch p.Kind {
	case place.Param:
		base = bd.param(p.Index)
		byVal = base.Len()
	case place.FreeVar:
		if p.Index < len(bd.binds) {
			v := bd.binds[p.Index]
			base = bd.b.place(v)
			if a, ok := v.(*ssa.Alloc); ok {
				if init := bd.b.eng.soleStore(a); init != nil {
					base = bd.b.current(init, bd.at)
					byVal = base.Len()
				}
			}
		}
	case place.Global:
		return p.Instantiate(bd.index), -1
	case place.Result:
		if bd.call != nil {
			base = bd.b.named(place.Local, resultName(bd.call, p.Index), bd.call)
		}
	}
	return base.Join(p.Instantiate(bd.index)), byVal
}

// index returns an argument that is an index or key.
func (bd binding) index(param int) string {
	if param >= len(bd.args) {
		return ""
	}
	return bd.b.index(bd.args[param])
}

func (bd binding) param(i int) place.Place {
	if bd.args != nil {
		if i < len(bd.args) {
			return bd.b.current(bd.args[i], bd.at)
		}
	} else if i < len(bd.argPlaces) {
		return bd.argPlaces[i]
	}
	return place.Place{}
}

// value returns the function value that stands for p, a parameter or captured
// variable of the callee.
func (bd binding) value(p place.Place) ssa.Value {
	if p.Path != "" {
		return nil
	}
	switch {
	case p.Kind == place.Param && p.Index < len(bd.args):
		return bd.args[p.Index]
	case p.Kind == place.FreeVar && p.Index < len(bd.binds):
		v := bd.binds[p.Index]
		if a, ok := v.(*ssa.Alloc); ok {
			return bd.b.eng.soleStore(a)
		}
		return v
	}
	return nil
}

// instance is a callee's summary in terms of its caller.
type instance struct {
	accesses []Access
	threads  []Thread
	calls    []Call
	acquires state.Marks
	releases state.Marks
	joins    []place.Place
	signals  []place.Place
	adds     []place.Place
	stores   []place.Place
	parallel []ssa.Value
	sends    []place.Place // to channels
	late     []place.Place // sends of the goroutines themselves
	relays   []Relay
	fields   []Alias
	lateAdds []place.Place // adds of the goroutines themselves
	exits    bool
}

// maxInline bounds how deep function values given to function values are
// followed.
const maxInline = 4

// instantiate translates the summary of t at a call.
func (b *builder) instantiate(t target, bd binding, at ssa.Instruction, depth int) instance {
	var in instance
	s := t.sum
	if s == nil {
		return in
	}
	foreign := t.fn == nil
	in.exits = s.Exits
	for _, th := range s.Threads {
		th.contract = false // its accesses have met in the callee
		th.Pos = b.callPos(th.Pos, at, foreign)
		in.threads = append(in.threads, th)
	}
	tr := func(p place.Place) place.Place { q, _ := bd.place(p); return q }
	for _, a := range s.Accesses {
		p, byVal := bd.place(a.Place)
		if !p.Known() {
			continue
		}
		if a.ByVal >= 0 {
			byVal = max(byVal, p.Len()-a.Place.Len()+a.ByVal)
		}
		if v := bd.value(a.Place); v != nil && a.Field == "" && p.Variable() {
			a = b.given(a, p, v, at) // the callee is given the map: it is used here
		} else {
			a.Pos = b.callPos(a.Pos, at, foreign)
		}
		a.Place, a.ByVal, a.Marks = p, byVal, a.Marks.Map(tr)
		in.accesses = append(in.accesses, a)
	}
	in.acquires, in.releases = s.Acquires.Map(tr), s.Releases.Map(tr)
	in.joins, in.signals = mapPlaces(s.Joins, tr), mapPlaces(s.Signals, tr)
	in.adds, in.stores = mapPlaces(s.Adds, tr), mapPlaces(s.Stores, tr)
	in.sends, in.late = mapPlaces(s.Sends, tr), mapPlaces(s.LateSends, tr)
	for _, r := range s.Relays {
		if r.From, r.To = tr(r.From), tr(r.To); r.From.Known() && r.To.Known() {
			in.relays = append(in.relays, r)
		}
	}
	for _, f := range s.Fields {
		if f.From, f.To = tr(f.From), tr(f.To); f.From.Known() && f.To.Known() {
			in.fields = append(in.fields, f)
		}
	}
	for _, i := range s.Parallel {
		if i < len(bd.args) {
			in.parallel = append(in.parallel, bd.args[i])
		}
	}
	if depth < maxInline {
		for _, c := range s.Calls {
			b.inline(&in, c, bd, at, depth)
		}
	}
	return in
}

// given returns an access to a map that is an argument of a call as one made
// by the call, of the variable that the argument is read from.
func (b *builder) given(a Access, p place.Place, v ssa.Value, at ssa.Instruction) Access {
	a.Field, a.Func, a.Pos = p.Owner, b.fn.Name(), Pos{p: instrPos(at)}
	a.Expr = b.eng.exprOf(v)
	return a
}

// dispatch returns what a call of an interface method may do, given the types
// that implement it: all accesses, but of locks and waits only what every
// method does.
func (b *builder) dispatch(call *ssa.CallCommon, at ssa.Instruction) (instance, bool) {
	if !call.IsInvoke() || known.Func(call.Method).Kind != known.None {
		return instance{}, false
	}
	fns := b.eng.implementations(call)
	if len(fns) < 2 {
		return instance{}, false
	}
	var out instance
	args := append([]ssa.Value{call.Value}, call.Args...)
	for i, fn := range fns {
		t := b.eng.resolveTarget(target{fn: fn, args: args})
		bd := b.bind(t, at)
		in := b.instantiate(t, bd, at, 0)
		if t.fn != nil {
			b.sites = append(b.sites, callSite{callee: t.fn, bd: bd, instr: at})
		}
		acquires, joins := in.acquires, in.joins
		if i > 0 {
			acquires = state.Meet(out.acquires, in.acquires)
			joins = slices.DeleteFunc(slices.Clone(out.joins), func(p place.Place) bool { return !slices.Contains(in.joins, p) })
		}
		out.merge(in, 0, nil)
		out.acquires, out.joins = acquires, joins
	}
	return out, true
}

// inline adds to in what a function value does that the callee calls: that of
// a literal known here, or a call that the caller's caller must resolve.
func (b *builder) inline(in *instance, c Call, bd binding, at ssa.Instruction, depth int) {
	tr := func(p place.Place) place.Place { q, _ := bd.place(p); return q }
	marks := c.Marks.Map(tr)
	args := mapAll(c.Args, tr)
	v := bd.value(c.Func)
	if v == nil {
		if fn := tr(c.Func); isFuncRoot(fn) {
			in.calls = append(in.calls, Call{Func: fn, Args: args, Marks: marks, Thread: c.Thread})
		}
		return
	}
	t := b.funcTarget(v)
	if t.sum == nil {
		if fn := b.place(v); isFuncRoot(fn) {
			in.calls = append(in.calls, Call{Func: fn, Args: args, Marks: marks, Thread: c.Thread})
		}
		return
	}
	sub := b.instantiate(t, binding{b: b, at: at, binds: t.binds, argPlaces: args}, at, depth+1)
	in.merge(sub, c.Thread, marks)
}

// isFuncRoot reports whether p is a parameter or captured variable itself.
func isFuncRoot(p place.Place) bool {
	return p.Path == "" && (p.Kind == place.Param || p.Kind == place.FreeVar)
}

// merge adds what sub does on thread to in, under marks.
func (in *instance) merge(sub instance, thread int, marks state.Marks) {
	first := len(in.threads)
	in.threads = append(in.threads, sub.threads...)
	shift := func(t int) int {
		if t == 0 {
			return thread
		}
		return first + t
	}
	for _, a := range sub.accesses {
		if a.Thread == 0 {
			a.Marks = a.Marks.Union(marks)
		}
		a.Thread = shift(a.Thread)
		in.accesses = append(in.accesses, a)
	}
	for _, c := range sub.calls {
		if c.Thread == 0 {
			c.Marks = c.Marks.Union(marks)
		}
		c.Thread = shift(c.Thread)
		in.calls = append(in.calls, c)
	}
	if thread == 0 {
		in.acquires = in.acquires.Union(sub.acquires)
		in.joins = append(in.joins, sub.joins...)
		in.stores = append(in.stores, sub.stores...)
		in.adds = append(in.adds, sub.adds...)
	}
	in.signals = append(in.signals, sub.signals...)
	in.sends = append(in.sends, sub.sends...)
	in.late = append(in.late, sub.late...)
	in.relays = append(in.relays, sub.relays...)
	in.fields = append(in.fields, sub.fields...)
}

// spawned turns what a call does into what a new goroutine does: everything
// of the caller's thread moves to a thread of its own.
func (in instance) spawned(th Thread) instance {
	out := instance{threads: []Thread{th}, lateAdds: in.adds, late: append(in.late, in.sends...)}
	sub := in
	sub.acquires, sub.joins, sub.signals, sub.stores, sub.adds = nil, nil, nil, nil, nil
	sub.sends, sub.late = nil, nil
	out.merge(sub, 1, nil)
	return out
}

func mapPlaces(ps []place.Place, tr func(place.Place) place.Place) []place.Place {
	var out []place.Place
	for _, p := range ps {
		if q := tr(p); q.Known() {
			out = append(out, q)
		}
	}
	return out
}

func mapAll(ps []place.Place, tr func(place.Place) place.Place) []place.Place {
	out := make([]place.Place, len(ps))
	for i, p := range ps {
		out[i] = tr(p)
	}
	return out
}

// callPos moves a position of another package to the call that leads there.
func (b *builder) callPos(p Pos, at ssa.Instruction, foreign bool) Pos {
	if foreign {
		p.p = instrPos(at)
	}
	return p
}

// knownEffect returns what the tables say of a call's target.
func knownEffect(t target) known.Effect {
	if t.fn != nil && t.fn.Blocks != nil && t.obj == nil {
		return known.Effect{}
	}
	e := known.Func(t.obj)
	if e.Kind == known.None && t.obj != nil && t.fn == nil && t.sum == nil {
		e = known.Locker(t.obj)
	}
	return e
}
