package ssaq

import (
	"go/token"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Unnegated returns the condition that is negated to make cond, through all negations, and
// the value of that condition for which cond is true.
func Unnegated(cond ssa.Value) (_ ssa.Value, want bool) {
	want = true
	for {
		u, ok := cond.(*ssa.UnOp)
		if !ok || u.Op != token.NOT {
			return cond, want
		}
		cond, want = u.X, !want
	}
}

// WithNegations lists v and the values that negate it.
func WithNegations(v ssa.Value) []ssa.Value {
	out := []ssa.Value{v}
	for _, r := range *v.Referrers() {
		if not, ok := r.(*ssa.UnOp); ok && not.Op == token.NOT {
			out = append(out, not)
		}
	}
	return out
}

// ComparedToZero returns the value that == or != compares with nil, 0 or "". It returns
// nil for another comparison.
func ComparedToZero(c *ssa.BinOp) ssa.Value {
	k, ok := c.Y.(*ssa.Const)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ {
		return nil
	}
	if k.Value == nil || k.Value.ExactString() == "0" || k.Value.ExactString() == `""` {
		return c.X
	}
	return nil
}

// EmptyTest returns the map that a condition compares with nil, or whose length it
// compares with zero, and whether the condition is true of an empty map. It returns nil
// for another condition.
func EmptyTest(cond ssa.Value) (m ssa.Value, empty bool) {
	compare, ok := cond.(*ssa.BinOp)
	if !ok {
		return nil, false
	}
	zero, ok := compare.Y.(*ssa.Const)
	if !ok {
		return nil, false
	}
	m = compare.X
	if call, ok := m.(*ssa.Call); ok {
		bi, ok := call.Call.Value.(*ssa.Builtin)
		ofLength := ok && bi.Name() == "len"
		if !ofLength || zero.Value == nil || zero.Int64() != 0 {
			return nil, false
		}
		m = call.Call.Args[0]
	}
	if !typeq.IsMap(m.Type()) {
		return nil, false
	}
	return m, compare.Op == token.EQL
}

// OkTest returns the branch on the second of two results, nil if there is none.
func OkTest(v ssa.Value) *ssa.If {
	for ok := range extracts(v, 1) {
		if branch := branchOn(ok); branch != nil {
			return branch
		}
	}
	return nil
}

// ClosedTest returns the branch on the second result of "v, ok := <-ch", which is also the
// branch that ends a range over a channel. It returns nil if there is none.
func ClosedTest(recv *ssa.UnOp) *ssa.If {
	if recv.Op != token.ARROW || !recv.CommaOk {
		return nil
	}
	return OkTest(recv)
}

// SelectCases returns the branch to each case of a select, nil for a case without one.
func SelectCases(sel *ssa.Select) []*ssa.If {
	out := make([]*ssa.If, len(sel.States))
	for index := range extracts(sel, 0) {
		for _, u := range *index.Referrers() {
			compare, ok := u.(*ssa.BinOp)
			if !ok || compare.Op != token.EQL {
				continue
			}
			c, ok := compare.Y.(*ssa.Const)
			if !ok || int(c.Int64()) >= len(out) {
				continue
			}
			if branch := branchOn(compare); branch != nil {
				out[c.Int64()] = branch
			}
		}
	}
	return out
}

// extracts yields the instructions that take result i of a tuple.
func extracts(tuple ssa.Value, i int) iter.Seq[*ssa.Extract] {
	return func(yield func(*ssa.Extract) bool) {
		for _, r := range *tuple.Referrers() {
			if ext, ok := r.(*ssa.Extract); ok && ext.Index == i && !yield(ext) {
				return
			}
		}
	}
}

// branchOn returns the first branch on a condition, nil if there is none.
func branchOn(cond ssa.Value) *ssa.If {
	for _, r := range *cond.Referrers() {
		if branch, ok := r.(*ssa.If); ok {
			return branch
		}
	}
	return nil
}

// ResultTests yields the branches on the last result of a call, each with the successor to
// which control goes if the result is true or nil.
func ResultTests(call *ssa.Call) iter.Seq2[*ssa.If, int] {
	return func(yield func(branch *ssa.If, succ int) bool) {
		for v := range lastResults(call) {
			for cond, holds := range testsOf(v) {
				succ := 1
				if holds {
					succ = 0
				}
				if branch := branchOn(cond); branch != nil && !yield(branch, succ) {
					return
				}
			}
		}
	}
}

// lastResults yields the values of the last result of a call.
func lastResults(call *ssa.Call) iter.Seq[ssa.Value] {
	return func(yield func(ssa.Value) bool) {
		n := call.Call.Signature().Results().Len()
		if n == 1 {
			yield(call)
			return
		}
		for ext := range extracts(call, n-1) {
			if !yield(ext) {
				return
			}
		}
	}
}

// testsOf yields v, if it is a bool, or its comparisons with nil, and the negations of these,
// each with its value if v is true or nil.
func testsOf(v ssa.Value) iter.Seq2[ssa.Value, bool] {
	return func(yield func(cond ssa.Value, holds bool) bool) {
		conds := map[ssa.Value]bool{v: true}
		order := []ssa.Value{v}
		for _, r := range *v.Referrers() {
			if c, ok := r.(*ssa.BinOp); ok && c.X == v && ComparedToZero(c) == v {
				conds[c] = c.Op == token.EQL
				order = append(order, c)
			}
		}
		for _, cond := range order {
			for _, c := range WithNegations(cond) {
				if !yield(c, conds[cond] == (c == cond)) {
					return
				}
			}
		}
	}
}

// ConditionsOf yields the conditions under which control comes to a block, each with whether it
// holds then; the last test before the block comes first.
func ConditionsOf(blk *ssa.BasicBlock) iter.Seq2[ssa.Value, bool] {
	return func(yield func(cond ssa.Value, holds bool) bool) {
		for d := blk; d.Idom() != nil; d = d.Idom() {
			top := d.Idom()
			iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
			if ok && len(d.Preds) == 1 && !yield(iff.Cond, top.Succs[0] == d) {
				return
			}
		}
	}
}
