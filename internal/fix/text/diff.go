package text

import "strings"

// lines splits a text after its newlines.
func lines(s string) []string {
	ls := strings.SplitAfter(s, "\n")
	if ls[len(ls)-1] == "" {
		ls = ls[:len(ls)-1]
	}
	return ls
}

// A hunk says that lines [newFrom, newTo) of one text replace lines [from, to) of another.
type hunk struct{ from, to, newFrom, newTo int }

// diff returns the hunks in which b differs from a, by the greedy algorithm of
// Myers (An O(ND) Difference Algorithm, 1986), which is fast for few
// differences.
func diff(a, b []string) []hunk {
	n, m := len(a), len(b)
	v := map[int]int{1: 0}
	var trace []map[int]int
	for d := 0; d <= n+m; d++ {
		row := map[int]int{}
		for k := -d; k <= d; k += 2 {
			x := v[k-1] + 1
			if k == -d || k != d && v[k-1] < v[k+1] {
				x = v[k+1]
			}
			for y := x - k; x < n && y < m && a[x] == b[y]; y++ {
				x++
			}
			row[k] = x
			if x >= n && x-k >= m {
				return hunks(append(trace, row), n, m)
			}
		}
		trace = append(trace, row)
		v = row
	}
	return nil
}

// hunks walks the rows of the algorithm backwards and joins its steps.
func hunks(trace []map[int]int, x, y int) []hunk {
	var out []hunk
	for d := len(trace) - 1; d > 0; d-- {
		prev := trace[d-1]
		k := x - y
		before := k - 1
		if left, ok := prev[k-1]; !ok || k != d && left < at(prev, k+1) {
			before = k + 1
		}
		px := prev[before]
		py := px - before
		h := hunk{px, px, py, py}
		if before == k-1 {
			h.to++
		} else {
			h.newTo++
		}
		if n := len(out); n > 0 && h.to == out[n-1].from && h.newTo == out[n-1].newFrom {
			out[n-1].from, out[n-1].newFrom = h.from, h.newFrom
		} else {
			out = append(out, h)
		}
		x, y = px, py
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// at returns a row's entry, -1 if there is none.
func at(row map[int]int, k int) int {
	if x, ok := row[k]; ok {
		return x
	}
	return -1
}
