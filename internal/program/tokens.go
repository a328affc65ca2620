package program

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// An object is a token if goroutines hand it around in a channel with room for one: whoever has
// received it may use it and sends it back, for the next one to receive.

// IsToken reports whether what is received from a channel is a token.
//
// Assumes: all sends to the channel, but for the first, give the same object back.
func (p *Program) IsToken(ch ssa.Value) bool {
	if p.handedBack == nil {
		p.findHandedBack()
	}
	return p.handedBack[channelKey(ch)] && p.Channels().Of(ch).AdmitsOne()
}

// findHandedBack finds the channels to which the package sends what it has received from them,
// itself or by a helper.
func (p *Program) findHandedBack() {
	p.handedBack = map[string]bool{}
	puts := map[*ssa.Parameter]string{} // parameters that helpers send
	note := func(v, ch ssa.Value) {
		key := channelKey(ch)
		if param, ok := ssaq.ThroughCell(ssaq.Unboxed(v)).(*ssa.Parameter); ok {
			puts[param] = key
		} else if slices.Contains(receivedFrom(v, maxTokenSteps), key) {
			p.handedBack[key] = true
		}
	}
	for _, fn := range p.NonTest {
		for instr := range ssaq.InstrsOf(fn) {
			switch i := instr.(type) {
			case *ssa.Send:
				note(i.X, i.Chan)
			case *ssa.Select:
				for _, s := range i.States {
					if s.Send != nil {
						note(s.Send, s.Chan)
					}
				}
			}
		}
	}
	if len(puts) == 0 {
		return
	}
	for _, fn := range p.NonTest {
		for instr := range ssaq.InstrsOf(fn) {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || call.Common().StaticCallee() == nil {
				continue
			}
			for i, param := range call.Common().StaticCallee().Params {
				if key := puts[param]; key != "" && slices.Contains(receivedFrom(call.Common().Args[i], maxTokenSteps), key) {
					p.handedBack[key] = true
				}
			}
		}
	}
}

// maxTokenSteps bounds the values that are followed from a send back to a receive.
const maxTokenSteps = 6

// receivedFrom lists the channels, by their keys, from which v may have been received.
func receivedFrom(v ssa.Value, steps int) (out []string) {
	if steps == 0 {
		return nil
	}
	follow := func(vs ...ssa.Value) {
		for _, v := range vs {
			out = append(out, receivedFrom(v, steps-1)...)
		}
	}
	switch v := ssaq.ThroughCell(ssaq.Unboxed(v)).(type) {
	case *ssa.UnOp:
		if v.Op == token.ARROW {
			return []string{channelKey(v.X)}
		}
		if a, ok := ssaq.LoadedAlloc(v); ok {
			follow(ssaq.AssignedValues(a)...)
		}
	case *ssa.TypeAssert:
		follow(v.X)
	case *ssa.Phi:
		follow(v.Edges...)
	case *ssa.Call:
		follow(resultsOf(v, 0)...)
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Select:
			for _, s := range t.States {
				if s.Dir == types.RecvOnly {
					out = append(out, channelKey(s.Chan))
				}
			}
		case *ssa.Call:
			follow(resultsOf(t, v.Index)...)
		default:
			follow(t)
		}
	}
	return out
}

// resultsOf lists the values that a call of a function with a body may return as its result i.
func resultsOf(call *ssa.Call, i int) (out []ssa.Value) {
	fn := call.Call.StaticCallee()
	if fn == nil || len(fn.Blocks) == 0 {
		return nil
	}
	for ret := range ssaq.ReturnsOf(fn) {
		out = append(out, ret.Results[i])
	}
	return out
}

// channelKey names the field or package-level variable of a channel. A channel that is in a local
// variable has a name that is good for one declared function with its literals.
func channelKey(ch ssa.Value) string {
	if name := variableOf(ch); name != "" {
		return name
	}
	fn := ch.Parent()
	for fn != nil && fn.Parent() != nil {
		fn = fn.Parent()
	}
	if fn == nil {
		return ""
	}
	return fn.String() + " " + ch.Type().Underlying().String()
}
