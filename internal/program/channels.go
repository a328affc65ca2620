package program

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// ChannelIndex finds the capacities with which the package makes a channel. It does not
// follow the order of assignments: a variable may hold every channel that any function
// of the package assigns to it.
//
// Assumes: other packages put channels like those of this package into its exported
// variables and fields.
type ChannelIndex struct {
	funcs   functionValues
	rooms   map[string]effect.Capacities // of the channels in variables of other packages
	stored  map[string][]ssa.Value       // by field or package-level variable, the channels stored into it
	calls   map[*ssa.Function][]*ssa.CallCommon
	sent    map[string]bool                 // fields and variables with channels on which the package sends
	closed  map[string]bool                 // those that the package closes
	known   map[ssa.Value]effect.Capacities // the results of Of
	visited map[ssa.Value]bool              // the values that the search under way has visited
}

// functionValues is what the package knows of the values and callers of functions.
type functionValues interface {
	Closure(v ssa.Value) (fn *ssa.Function, captured []ssa.Value)
	hasUnknownCallers(fn *ssa.Function) bool
}

func newChannelIndex(funcs functionValues, rooms map[string]effect.Capacities, code []*ssa.Function) *ChannelIndex {
	c := &ChannelIndex{
		funcs: funcs, rooms: rooms,
		stored: map[string][]ssa.Value{},
		calls:  map[*ssa.Function][]*ssa.CallCommon{},
		sent:   map[string]bool{},
		closed: map[string]bool{},
		known:  map[ssa.Value]effect.Capacities{},
	}
	for _, fn := range code {
		c.add(fn)
	}
	return c
}

// add records what a function stores into variables and what it calls.
func (c *ChannelIndex) add(fn *ssa.Function) {
	for instr := range ssaq.InstrsOf(fn) {
		switch i := instr.(type) {
		case *ssa.Store:
			if name := variableAt(i.Addr); name != "" && typeq.IsChan(i.Val.Type()) {
				c.stored[name] = append(c.stored[name], i.Val)
			}
		case *ssa.Send:
			c.sent[variableOf(i.Chan)] = true
		case *ssa.Select:
			for _, s := range i.States {
				c.sent[variableOf(s.Chan)] = c.sent[variableOf(s.Chan)] || s.Send != nil
			}
		case ssa.CallInstruction:
			if bi, ok := i.Common().Value.(*ssa.Builtin); ok && bi.Name() == "close" {
				c.closed[variableOf(i.Common().Args[0])] = true
			}
			if callee, _ := c.funcs.Closure(i.Common().Value); callee != nil && !i.Common().IsInvoke() {
				if o := callee.Origin(); o != nil {
					callee = o
				}
				c.calls[callee] = append(c.calls[callee], i.Common())
			}
		}
	}
}

// OnlyClosed reports whether the package closes the channels in a field or package-level variable
// with a name, and is not seen to send to them.
func (c *ChannelIndex) OnlyClosed(name string) bool { return c.closed[name] && !c.sent[name] }

// Of returns the capacities that a channel v may have, or the channels that are stored at
// an address v.
func (c *ChannelIndex) Of(v ssa.Value) effect.Capacities {
	return c.search(v, func() effect.Capacities { return c.from(v) })
}

// Named is [ChannelIndex.Of] for a field or package-level variable with a name.
func (c *ChannelIndex) Named(name string) effect.Capacities {
	return c.search(nil, func() effect.Capacities { return c.variable(name) })
}

// Result is [ChannelIndex.Of] for result i of a call.
func (c *ChannelIndex) Result(call *ssa.Call, i int) effect.Capacities {
	return c.search(nil, func() effect.Capacities { return c.returned(call, i) })
}

// maxChannelSteps bounds the values that a search for the capacity of a channel visits.
const maxChannelSteps = 256

// search runs one search and keeps its result for v, unless v is nil.
func (c *ChannelIndex) search(v ssa.Value, find func() effect.Capacities) effect.Capacities {
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

// any returns the union of the capacities of several values.
func (c *ChannelIndex) any(vs []ssa.Value) effect.Capacities {
	var out effect.Capacities
	for _, v := range vs {
		out |= c.from(v)
	}
	return out
}

// from is one step of a search. A value that the search has visited adds nothing.
func (c *ChannelIndex) from(v ssa.Value) effect.Capacities {
	if c.visited[v] || len(c.visited) > maxChannelSteps {
		return 0
	}
	c.visited[v] = true
	switch v := v.(type) {
	case *ssa.MakeChan:
		return c.size(v.Size)
	case *ssa.Const:
		return 0 // nil, on which no send succeeds
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

// variable returns the capacities of the channels that are stored into a field or
// package-level variable, AnyCapacity if none is seen.
func (c *ChannelIndex) variable(name string) effect.Capacities {
	made := c.any(c.stored[name]) | c.rooms[name]
	if made == 0 {
		return effect.AnyCapacity
	}
	return made
}

// captured follows a captured variable to the instructions that make the closure.
func (c *ChannelIndex) captured(v *ssa.FreeVar) effect.Capacities {
	fn := v.Parent()
	if fn.Parent() == nil {
		return effect.AnyCapacity // of a method value
	}
	var out effect.Capacities
	i := slices.Index(fn.FreeVars, v)
	for _, r := range *fn.Referrers() {
		if mc, ok := r.(*ssa.MakeClosure); ok && i < len(mc.Bindings) {
			out |= c.from(mc.Bindings[i])
		}
	}
	return out
}

// passed follows a parameter to the arguments of the calls of its function.
func (c *ChannelIndex) passed(v *ssa.Parameter, from func(ssa.Value) effect.Capacities) effect.Capacities {
	fn := v.Parent()
	var out effect.Capacities
	if len(c.calls[fn]) == 0 || c.funcs.hasUnknownCallers(fn) {
		out = effect.AnyCapacity
	}
	i := slices.Index(fn.Params, v)
	for _, call := range c.calls[fn] {
		if i < len(call.Args) {
			out |= from(call.Args[i])
		}
	}
	return out
}

// returned follows a result of a call to the values that the callee returns.
func (c *ChannelIndex) returned(call *ssa.Call, i int) effect.Capacities {
	callee, _ := c.funcs.Closure(call.Call.Value)
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

// size returns the capacity of a channel for which make gets the capacity v.
func (c *ChannelIndex) size(v ssa.Value) effect.Capacities {
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

// storedIn lists the values that are stored into a local variable, in closures too.
func storedIn(addr ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == addr {
				out = append(out, r.Val)
			}
		case *ssa.MakeClosure:
			for _, free := range ssaq.CapturesOf(r, addr) {
				out = append(out, storedIn(free)...)
			}
		}
	}
	return out
}

// variableOf returns the name of the field or package-level variable from which a channel is read,
// "" if there is neither.
func variableOf(ch ssa.Value) string {
	switch v := ch.(type) {
	case *ssa.UnOp:
		return variableAt(v.X)
	case *ssa.Field:
		return fieldName(v.X.Type(), v.Field)
	case *ssa.ChangeType:
		return variableOf(v.X)
	}
	return ""
}

// variableAt returns the name of the field or package-level variable at an address, "" if
// there is neither.
func variableAt(addr ssa.Value) string {
	switch a := addr.(type) {
	case *ssa.Global:
		return ssaq.GlobalName(a)
	case *ssa.FieldAddr:
		return fieldName(a.X.Type(), a.Field)
	}
	return ""
}

// fieldName returns the name of a field of a named struct, "" for a field of another one.
func fieldName(t types.Type, index int) string {
	st, owner := typeq.StructOf(t)
	if st == nil || owner == "" {
		return ""
	}
	return owner + "." + st.Field(index).Name()
}
