package text

import (
	"go/token"
	"strings"
)

// LineEdits returns the edits of whole lines that make formatted of own, the file as
// gofmt prints it. Lines of a file that is not formatted stay as they are, unless they
// are next to a change.
func LineEdits(tf *token.File, src, own, formatted string) []Edit {
	from, to := lines(own), lines(formatted)
	starts := []int{0}
	original := lines(src)
	for _, l := range original {
		starts = append(starts, starts[len(starts)-1]+len(l))
	}
	loose := diff(original, from)
	var out []Edit
	for _, h := range diff(from, to) {
		h, first, last := widen(h, loose)
		e := Replace(tf.Pos(starts[first]), tf.Pos(starts[last]), strings.Join(to[h.newFrom:h.newTo], ""))
		if n := len(out); n == 0 || out[n-1] != e {
			out = append(out, e)
		}
	}
	return out
}

// widen extends a change of the formatted file over the lines next to it that
// formatting has changed, which are the hunks loose, and returns the lines
// [first, last) of the original that the change replaces.
func widen(h hunk, loose []hunk) (wide hunk, first, last int) {
	shift := 0 // how many more lines the formatted file has so far
	first, last = -1, -1
	for _, l := range loose {
		if l.newTo < h.from || l.newTo == h.from && l.newFrom < h.from {
			shift = l.newTo - l.to
			continue
		}
		if first < 0 {
			first = min(h.from, l.newFrom) - shift
		}
		if l.newFrom > h.to {
			break
		}
		if d := h.from - l.newFrom; d > 0 {
			h.from, h.newFrom = h.from-d, h.newFrom-d
		}
		if d := l.newTo - h.to; d > 0 {
			h.to, h.newTo = h.to+d, h.newTo+d
		}
		shift = l.newTo - l.to
	}
	if first < 0 {
		first = h.from - shift
	}
	return h, first, h.to - shift
}
