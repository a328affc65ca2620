package ssaq

// Components returns the strongly connected components of a graph, such as that
// of calls, the successors of a node before it (Tarjan, SIAM J. Comput. 1972).
func Components[N comparable](nodes []N, next func(N) []N) [][]N {
	t := tarjan[N]{next: next, index: make(map[N]int, len(nodes)), low: make(map[N]int, len(nodes)), on: make(map[N]bool, len(nodes))}
	for _, n := range nodes {
		if t.index[n] == 0 {
			t.visit(n)
		}
	}
	return t.out
}

type tarjan[N comparable] struct {
	next       func(N) []N
	index, low map[N]int
	on         map[N]bool
	stack      []N
	out        [][]N
}

func (t *tarjan[N]) visit(node N) {
	n := len(t.index) + 1
	t.index[node], t.low[node] = n, n
	t.stack = append(t.stack, node)
	t.on[node] = true
	for _, s := range t.next(node) {
		if t.index[s] == 0 {
			t.visit(s)
			t.low[node] = min(t.low[node], t.low[s])
		} else if t.on[s] {
			t.low[node] = min(t.low[node], t.index[s])
		}
	}
	if t.low[node] != t.index[node] {
		return
	}
	var scc []N
	for {
		top := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.on[top] = false
		scc = append(scc, top)
		if top == node {
			break
		}
	}
	t.out = append(t.out, scc)
}
