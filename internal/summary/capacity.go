package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// By the Go memory model the k-th receive from a channel of capacity C comes before the
// completion of the k+C-th send to it. A channel that a function sends to and receives
// from is therefore a lock if C is 1, and only then: with more room several senders go on
// at once, and without a buffer the send and the receive of one goroutine meet those of
// others, which lets both go on.

// capacities is what the capacity of a channel may be: a set, empty if nobody is seen to
// make the channel.
type capacities uint8

const (
	unbuffered capacities = 1 << iota
	roomForOne
	roomForMany // or computed
	anyCapacity
)

// admitsOne reports whether the channel is a lock where it is used as one.
func (c capacities) admitsOne() bool { return c == roomForOne }

// mayAdmitOne reports whether the channel may be a lock.
func (c capacities) mayAdmitOne() bool { return c == 0 || c&(roomForOne|anyCapacity) != 0 }

// semaphore returns the mode in which a function holds the channel at p between a send
// and a receive, if it may hold it at all.
func (b *builder) semaphore(p place.Place) (state.Mode, bool) {
	if p.AnyElem() || p.IsTaken() {
		return 0, false // channels that are chosen by a key are not one lock
	}
	c := b.capacityAt(p)
	if c.admitsOne() {
		return state.Semaphore, true
	}
	return state.MaySemaphore, c.mayAdmitOne()
}

// mayBeUnbuffered reports whether a sender to the channel at p may know that it has no
// buffer: the function knows, or its caller may.
func (b *builder) mayBeUnbuffered(p place.Place) bool {
	c := b.capacityAt(p)
	return c == unbuffered || c&anyCapacity != 0 && p.Kind == place.Param && p.Path == ""
}

// exclusive returns marks with what the function knows of the channels that its callees
// hold.
func (b *builder) exclusive(ms state.Marks) state.Marks {
	for _, m := range ms {
		if m.Mode != state.Semaphore && m.Mode != state.MaySemaphore {
			continue
		}
		switch c := b.capacityAt(m.Place); {
		case !c.mayAdmitOne():
			ms = ms.Without(m.Place, m.Mode)
		case c.admitsOne() && m.Mode == state.MaySemaphore:
			ms = ms.Without(m.Place, m.Mode).With(&state.Mark{Place: m.Place, Mode: state.Semaphore, Must: m.Must})
		}
	}
	return ms
}

// Room is what the capacity may be of the channels in a field or global.
type Room struct {
	Name     string // as in [Access.Key]
	Capacity capacities
}

// roomsOf lists what is known of the channels that a function uses.
func (e *engine) roomsOf(s *Summary) []Room {
	var out []Room
	for _, p := range slices.Concat(s.Sends, s.Joins) {
		if !p.Variable() {
			continue
		}
		r := Room{Name: keyAt(p), Capacity: e.channels().named(keyAt(p))}
		if r.Capacity != 0 && r.Capacity&anyCapacity == 0 && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// capacityAt returns what the capacity of the channel at p may be.
func (b *builder) capacityAt(p place.Place) capacities {
	switch {
	case p.Kind == place.Global && p.Path == "":
		return b.eng.channels().named(p.Name)
	case p.Path != "":
		if p.Variable() {
			return b.eng.channels().named(p.Owner)
		}
		return anyCapacity
	case p.Kind == place.FreeVar:
		return b.eng.channels().of(b.fn.FreeVars[p.Index])
	case p.Kind == place.Param && p.Index < len(b.fn.Params):
		return b.eng.channels().of(b.fn.Params[p.Index])
	}
	switch v := b.defs[p.Name].(type) {
	case *ssa.Call:
		return b.eng.channels().result(v, resultIndex(p.Name))
	case ssa.Value:
		return b.eng.channels().of(v)
	}
	return anyCapacity
}

// channels says of the channels of a package with which capacity they are made. It does
// not follow the order of assignments: a variable may hold all that is put into it
// anywhere in the package.
//
// Assumes: other packages put channels like those of this package into its exported
// variables and fields.
type channels struct {
	e       *engine
	stored  map[string][]ssa.Value // into fields and globals
	calls   map[*ssa.Function][]*ssa.CallCommon
	known   map[ssa.Value]capacities
	visited map[ssa.Value]bool // of the search at hand
}

// channels returns the channels of the package.
func (e *engine) channels() *channels {
	if e.chans == nil {
		e.chans = &channels{
			e: e, stored: map[string][]ssa.Value{},
			calls: map[*ssa.Function][]*ssa.CallCommon{}, known: map[ssa.Value]capacities{},
		}
		for _, fn := range e.code { // tests make channels for objects of their own
			e.chans.index(fn)
		}
	}
	return e.chans
}

// index notes what a function stores into variables and what it calls.
func (c *channels) index(fn *ssa.Function) {
	for _, blk := range fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Store:
				if name := variableAt(i.Addr); name != "" && isChan(i.Val.Type()) {
					c.stored[name] = append(c.stored[name], i.Val)
				}
			case ssa.CallInstruction:
				if callee, _ := c.e.closure(i.Common().Value); callee != nil && !i.Common().IsInvoke() {
					if o := callee.Origin(); o != nil {
						callee = o
					}
					c.calls[callee] = append(c.calls[callee], i.Common())
				}
			}
		}
	}
}

// of returns what the capacity of v may be: of a channel, or of what is stored at an
// address.
func (c *channels) of(v ssa.Value) capacities {
	return c.search(v, func() capacities { return c.from(v) })
}

// named is [channels.of] for a field or global.
func (c *channels) named(name string) capacities {
	return c.search(nil, func() capacities { return c.variable(name) })
}

// result is [channels.of] for result i of a call.
func (c *channels) result(call *ssa.Call, i int) capacities {
	return c.search(nil, func() capacities { return c.returned(call, i) })
}

// maxChannelSteps bounds how many values are looked at to find the capacity of a channel.
const maxChannelSteps = 256

// search runs a search of its own for v, which is nil if the answer is not remembered.
func (c *channels) search(v ssa.Value, find func() capacities) capacities {
	if found, ok := c.known[v]; ok && v != nil {
		return found
	}
	c.visited = map[ssa.Value]bool{}
	found := find()
	if len(c.visited) > maxChannelSteps {
		found |= anyCapacity
	}
	if v != nil {
		c.known[v] = found
	}
	return found
}

// any returns the capacities of several values.
func (c *channels) any(vs []ssa.Value) capacities {
	var out capacities
	for _, v := range vs {
		out |= c.from(v)
	}
	return out
}

// from is one step of a search. What it has seen before adds nothing.
func (c *channels) from(v ssa.Value) capacities {
	if c.visited[v] || len(c.visited) > maxChannelSteps {
		return 0
	}
	c.visited[v] = true
	switch v := v.(type) {
	case *ssa.MakeChan:
		return c.size(v.Size)
	case *ssa.Const:
		return 0 // nil, on which nobody sends
	case *ssa.ChangeType:
		return c.from(v.X)
	case *ssa.Phi:
		return c.any(v.Edges)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return c.from(v.X)
		}
	case *ssa.Alloc:
		return c.any(storedIn(v))
	case *ssa.FieldAddr, *ssa.Global:
		return c.variable(variableAt(v))
	case *ssa.Field:
		return c.variable(fieldName(v.X.Type(), v.Field))
	case *ssa.FreeVar:
		return c.captured(v)
	case *ssa.Parameter:
		return c.passed(v, c.from)
	case *ssa.Call:
		return c.returned(v, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return c.returned(call, v.Index)
		}
	}
	return anyCapacity
}

// variable returns the capacities of what is stored into a field or global, unknown if
// nothing is seen to be.
func (c *channels) variable(name string) capacities {
	made := c.any(c.stored[name]) | c.e.rooms[name]
	if made == 0 {
		return anyCapacity
	}
	return made
}

// captured follows a captured variable to where the closure is made.
func (c *channels) captured(v *ssa.FreeVar) capacities {
	fn := v.Parent()
	if fn.Parent() == nil {
		return anyCapacity // of a method value
	}
	var out capacities
	for i, free := range fn.FreeVars {
		for _, r := range *fn.Referrers() {
			if mc, ok := r.(*ssa.MakeClosure); ok && free == v && i < len(mc.Bindings) {
				out |= c.from(mc.Bindings[i])
			}
		}
	}
	return out
}

// passed follows a parameter to the calls of its function.
func (c *channels) passed(v *ssa.Parameter, from func(ssa.Value) capacities) capacities {
	fn := v.Parent()
	var out capacities
	if len(c.calls[fn]) == 0 || c.e.calledElsewhere(fn) {
		out = anyCapacity
	}
	for i, p := range fn.Params {
		for _, call := range c.calls[fn] {
			if p == v && i < len(call.Args) {
				out |= from(call.Args[i])
			}
		}
	}
	return out
}

// calledElsewhere reports whether a function may have callers that are not seen.
func (e *engine) calledElsewhere(fn *ssa.Function) bool {
	if e.taken[fn] || fn.Signature.Recv() != nil && e.invoked[fn.Name()] {
		return true
	}
	return fn.Parent() == nil && token.IsExported(fn.Name()) && e.in.Pkg.Name() != "main"
}

// returned follows a result of a call to what the callee returns.
func (c *channels) returned(call *ssa.Call, i int) capacities {
	callee, _ := c.e.closure(call.Call.Value)
	if callee != nil && callee.Origin() != nil {
		callee = callee.Origin()
	}
	if callee == nil || call.Call.IsInvoke() || len(callee.Blocks) == 0 {
		return anyCapacity
	}
	var out capacities
	for ret := range returnsOf(callee) {
		if i < len(ret.Results) {
			out |= c.from(ret.Results[i])
		}
	}
	return out
}

// size returns the capacity of a channel that is made with room for v.
func (c *channels) size(v ssa.Value) capacities {
	switch v := v.(type) {
	case *ssa.Const:
		switch v.Int64() {
		case 0:
			return unbuffered
		case 1:
			return roomForOne
		}
	case *ssa.Convert:
		return c.size(v.X)
	case *ssa.Parameter:
		if c.visited[v] {
			return 0
		}
		c.visited[v] = true
		sizes := c.passed(v, c.size)
		if sizes&anyCapacity == 0 {
			return sizes
		}
		return sizes&^anyCapacity | roomForMany
	}
	return roomForMany
}

// storedIn lists what is stored into a local variable, in closures too.
func storedIn(addr ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == addr {
				out = append(out, r.Val)
			}
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, bound := range r.Bindings {
				if bound == addr && i < len(fn.FreeVars) {
					out = append(out, storedIn(fn.FreeVars[i])...)
				}
			}
		}
	}
	return out
}

// variableAt names the field or global that addr is the address of, "" if it is
// neither.
func variableAt(addr ssa.Value) string {
	switch a := addr.(type) {
	case *ssa.Global:
		return globalName(a)
	case *ssa.FieldAddr:
		return fieldName(a.X.Type(), a.Field)
	}
	return ""
}

// fieldName names a field of a named struct, "" for one of other structs.
func fieldName(t types.Type, index int) string {
	st, owner := structOf(t)
	if st == nil || owner == "" {
		return ""
	}
	return owner + "." + st.Field(index).Name()
}
