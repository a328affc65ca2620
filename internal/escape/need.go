package escape

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// NeedAt returns what an argument has to be for control to come to a block, by the last test
// of a parameter before it; nil if there is no such test.
func NeedAt(blk *ssa.BasicBlock) *effect.Need {
	for cond, holds := range ssaq.ConditionsOf(blk) {
		cond, want := ssaq.Unnegated(cond)
		if n := needOf(cond); n != nil {
			if holds != want {
				n.Equal = !n.Equal
			}
			return n
		}
	}
	return nil
}

// needOf returns what a parameter is if a condition holds, nil if the condition is no test of
// a parameter.
func needOf(cond ssa.Value) *effect.Need {
	if i := paramIndex(cond); i >= 0 {
		return &effect.Need{Param: i, Equal: true, Value: "true"}
	}
	compare, ok := cond.(*ssa.BinOp)
	if !ok || compare.Op != token.EQL && compare.Op != token.NEQ {
		return nil
	}
	i, c := paramIndex(compare.X), constantOf(compare.Y)
	if i < 0 || c == "" || c == nonNil {
		return nil
	}
	return &effect.Need{Param: i, Equal: compare.Op == token.EQL, Value: c}
}

// paramIndex returns the index of a parameter that v is, or the variable that holds only it; -1 if
// there is none.
func paramIndex(v ssa.Value) int {
	p, ok := ssaq.ThroughCell(v).(*ssa.Parameter)
	if !ok {
		return -1
	}
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return -1
}

const nonNil = "not nil"

// constantOf returns a constant as the source writes it, nonNil for a value that is surely not
// nil, and "" for another value.
func constantOf(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			return "nil"
		}
		return v.Value.ExactString()
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.MakeClosure, *ssa.MakeInterface, *ssa.Function:
		return nonNil
	}
	return ""
}

// Meets reports whether the arguments of a call may be what an access of the callee needs. It
// returns what the caller's own arguments have to be, nil if they do not matter.
func Meets(bd heap.Binding, n *effect.Need) (own *effect.Need, may bool) {
	if n == nil || n.Param >= len(bd.Args) {
		return nil, true
	}
	arg := bd.Args[n.Param]
	if i := paramIndex(arg); i >= 0 && arg.Parent() == bd.Caller.Fn {
		return &effect.Need{Param: i, Equal: n.Equal, Value: n.Value}, true
	}
	switch c := constantOf(arg); {
	case c == "", c == nonNil && n.Value != "nil":
		return nil, true
	default:
		return nil, (c == n.Value) == n.Equal
	}
}
