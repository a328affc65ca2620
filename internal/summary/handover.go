package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// handOver returns the events of a return statement: the caller reads the maps that the
// function makes and returns, without any of its locks. Only goroutines that the
// function has started, and not waited for, can meet that read, so that no summary
// tells of it.
//
// False negative: a function that returns an error, a function or a lock beside the map
// tells its caller when to read, or not to.
func (b *builder) handOver(ret *ssa.Return) (out []*event) {
	if !b.startsSomething() || slices.ContainsFunc(ret.Results, func(v ssa.Value) bool { return b.tellsMore(v, ret) }) {
		return nil
	}
	for _, res := range ret.Results {
		if !isMap(res.Type()) {
			continue
		}
		for _, v := range b.givenAt(res, ret) {
			if p := b.current(v, ret); p.Kind == place.Local && p.Path == "" {
				evs := b.accessAt(state.OpReturn, p, b.eng.exprOf(v), ret, ret.Pos())
				for _, ev := range evs {
					ev.kind = evReturn
				}
				out = append(out, evs...)
			}
		}
	}
	return out
}

// startsSomething reports whether the function gives a literal or a map to others, on
// whose goroutine they may run or change it.
func (b *builder) startsSomething() bool {
	if b.fn.Parent() == nil && b.fn.Synthetic != "" {
		return false
	}
	return len(b.instrsOf(func(i ssa.Instruction) bool {
		switch i.(type) {
		case *ssa.Go, *ssa.MakeClosure:
			return true
		}
		return false
	})) > 0
}

// tellsMore reports whether a result says when the maps beside it may be read: an error
// that may not be nil, a function that waits, a lock, an object.
func (b *builder) tellsMore(res ssa.Value, ret *ssa.Return) bool {
	switch t := res.Type().Underlying().(type) {
	case *types.Basic, *types.Map:
		return false
	case *types.Interface:
		if !types.Identical(res.Type(), types.Universe.Lookup("error").Type()) {
			return true
		}
		return slices.ContainsFunc(b.givenAt(res, ret), func(v ssa.Value) bool {
			c, ok := v.(*ssa.Const)
			return !ok || !c.IsNil()
		})
	case *types.Slice:
		return !isScalar(t.Elem())
	}
	return true
}
