package program

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// RoomsOf lists what is known of the channels that a function uses.
func RoomsOf(e *Program, s *effect.Summary) []effect.ChannelCapacity {
	var out []effect.ChannelCapacity
	for _, p := range slices.Concat(s.Sends, s.Joins) {
		if !p.Variable() {
			continue
		}
		r := effect.ChannelCapacity{Name: effect.KeyAt(p), Capacity: Channels(e).Named(effect.KeyAt(p))}
		if r.Capacity != 0 && r.Capacity&effect.AnyCapacity == 0 && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// Channels returns the channels of the package.
func Channels(e *Program) *channels {
	if e.chans == nil {
		e.chans = &channels{
			e: e, stored: map[string][]ssa.Value{},
			calls: map[*ssa.Function][]*ssa.CallCommon{}, known: map[ssa.Value]effect.Capacities{},
		}
		for _, fn := range e.Code { // tests make channels for objects of their own
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
				if name := variableAt(i.Addr); name != "" && ssaq.IsChan(i.Val.Type()) {
					c.stored[name] = append(c.stored[name], i.Val)
				}
			case ssa.CallInstruction:
				if callee, _ := c.e.Closure(i.Common().Value); callee != nil && !i.Common().IsInvoke() {
					if o := callee.Origin(); o != nil {
						callee = o
					}
					c.calls[callee] = append(c.calls[callee], i.Common())
				}
			}
		}
	}
}

// Of returns what the capacity of v may be: of a channel, or of what is stored at an
// address.
func (c *channels) Of(v ssa.Value) effect.Capacities {
	return c.search(v, func() effect.Capacities { return c.from(v) })
}

// Named is [channels.Of] for a field or global.
func (c *channels) Named(name string) effect.Capacities {
	return c.search(nil, func() effect.Capacities { return c.variable(name) })
}

// Result is [channels.Of] for result i of a call.
func (c *channels) Result(call *ssa.Call, i int) effect.Capacities {
	return c.search(nil, func() effect.Capacities { return c.returned(call, i) })
}

// maxChannelSteps bounds how many values are looked at to find the capacity of a channel.
const maxChannelSteps = 256

// search runs a search of its own for v, which is nil if the answer is not remembered.
func (c *channels) search(v ssa.Value, find func() effect.Capacities) effect.Capacities {
	if found, ok := c.known[v]; ok && v != nil {
		return found
	}
	c.visited = map[ssa.Value]bool{}
	found := find()
	if len(c.visited) > maxChannelSteps {
		found |= effect.AnyCapacity
	}
	if v != nil {
		c.known[v] = found
	}
	return found
}

// any returns the capacities of several values.
func (c *channels) any(vs []ssa.Value) effect.Capacities {
	var out effect.Capacities
	for _, v := range vs {
		out |= c.from(v)
	}
	return out
}

// from is one step of a search. What it has seen before adds nothing.
func (c *channels) from(v ssa.Value) effect.Capacities {
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
	return effect.AnyCapacity
}

// variable returns the capacities of what is stored into a field or global, unknown if
// nothing is seen to be.
func (c *channels) variable(name string) effect.Capacities {
	made := c.any(c.stored[name]) | c.e.Rooms[name]
	if made == 0 {
		return effect.AnyCapacity
	}
	return made
}

// captured follows a captured variable to where the closure is made.
func (c *channels) captured(v *ssa.FreeVar) effect.Capacities {
	fn := v.Parent()
	if fn.Parent() == nil {
		return effect.AnyCapacity // of a method value
	}
	var out effect.Capacities
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
func (c *channels) passed(v *ssa.Parameter, from func(ssa.Value) effect.Capacities) effect.Capacities {
	fn := v.Parent()
	var out effect.Capacities
	if len(c.calls[fn]) == 0 || calledElsewhere(c.e, fn) {
		out = effect.AnyCapacity
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
func calledElsewhere(e *Program, fn *ssa.Function) bool {
	if e.Taken[fn] || fn.Signature.Recv() != nil && e.Invoked[fn.Name()] {
		return true
	}
	return fn.Parent() == nil && token.IsExported(fn.Name()) && e.In.Pkg.Name() != "main"
}

// returned follows a result of a call to what the callee returns.
func (c *channels) returned(call *ssa.Call, i int) effect.Capacities {
	callee, _ := c.e.Closure(call.Call.Value)
	if callee != nil && callee.Origin() != nil {
		callee = callee.Origin()
	}
	if callee == nil || call.Call.IsInvoke() || len(callee.Blocks) == 0 {
		return effect.AnyCapacity
	}
	var out effect.Capacities
	for ret := range ssaq.ReturnsOf(callee) {
		if i < len(ret.Results) {
			out |= c.from(ret.Results[i])
		}
	}
	return out
}

// size returns the capacity of a channel that is made with room for v.
func (c *channels) size(v ssa.Value) effect.Capacities {
	switch v := v.(type) {
	case *ssa.Const:
		switch v.Int64() {
		case 0:
			return effect.Unbuffered
		case 1:
			return effect.RoomForOne
		}
	case *ssa.Convert:
		return c.size(v.X)
	case *ssa.Parameter:
		if c.visited[v] {
			return 0
		}
		c.visited[v] = true
		sizes := c.passed(v, c.size)
		if sizes&effect.AnyCapacity == 0 {
			return sizes
		}
		return sizes&^effect.AnyCapacity | effect.RoomForMany
	}
	return effect.RoomForMany
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
		return ssaq.GlobalName(a)
	case *ssa.FieldAddr:
		return fieldName(a.X.Type(), a.Field)
	}
	return ""
}

// fieldName names a field of a named struct, "" for one of other structs.
func fieldName(t types.Type, index int) string {
	st, owner := ssaq.StructOf(t)
	if st == nil || owner == "" {
		return ""
	}
	return owner + "." + st.Field(index).Name()
}
