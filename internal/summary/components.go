package summary

import "golang.org/x/tools/go/ssa"

// components returns the strongly connected components of the call graph,
// callees before callers (Tarjan, SIAM J. Comput. 1972).
func components(funcs []*ssa.Function, callees func(*ssa.Function) []*ssa.Function) [][]*ssa.Function {
	t := tarjan{callees: callees, index: map[*ssa.Function]int{}, low: map[*ssa.Function]int{}, on: map[*ssa.Function]bool{}}
	for _, fn := range funcs {
		if t.index[fn] == 0 {
			t.visit(fn)
		}
	}
	return t.out
}

type tarjan struct {
	callees    func(*ssa.Function) []*ssa.Function
	index, low map[*ssa.Function]int
	on         map[*ssa.Function]bool
	stack      []*ssa.Function
	out        [][]*ssa.Function
}

func (t *tarjan) visit(fn *ssa.Function) {
	n := len(t.index) + 1
	t.index[fn], t.low[fn] = n, n
	t.stack = append(t.stack, fn)
	t.on[fn] = true
	for _, c := range t.callees(fn) {
		if t.index[c] == 0 {
			t.visit(c)
			t.low[fn] = min(t.low[fn], t.low[c])
		} else if t.on[c] {
			t.low[fn] = min(t.low[fn], t.index[c])
		}
	}
	if t.low[fn] != t.index[fn] {
		return
	}
	var scc []*ssa.Function
	for {
		top := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.on[top] = false
		scc = append(scc, top)
		if top == fn {
			break
		}
	}
	t.out = append(t.out, scc)
}
