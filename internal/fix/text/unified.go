package text

import (
	"fmt"
	"strings"
)

// context is the number of unchanged lines around a change in [Unified].
const context = 3

// Unified returns the difference between two versions of a file in the form of
// diff -u, "" if there is none.
func Unified(name, before, after string) string {
	a, b := lines(before), lines(after)
	hs := diff(a, b)
	if len(hs) == 0 {
		return ""
	}
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", name, name)
	for len(hs) > 0 {
		n := 1
		for n < len(hs) && hs[n].from-hs[n-1].to <= 2*context {
			n++
		}
		writeHunk(&out, a, b, hs[:n])
		hs = hs[n:]
	}
	return out.String()
}

// writeHunk prints differences that lie close to each other.
func writeHunk(out *strings.Builder, a, b []string, hs []hunk) {
	first, last := hs[0], hs[len(hs)-1]
	from, to := max(0, first.from-context), min(len(a), last.to+context)
	newFrom, newTo := first.newFrom-(first.from-from), last.newTo+(to-last.to)
	fmt.Fprintf(out, "@@ -%s +%s @@\n", span(from, to), span(newFrom, newTo))
	x := from
	for _, h := range hs {
		printLines(out, " ", a[x:h.from])
		printLines(out, "-", a[h.from:h.to])
		printLines(out, "+", b[h.newFrom:h.newTo])
		x = h.to
	}
	printLines(out, " ", a[x:to])
}

// span prints a range of lines as diff -u does.
func span(from, to int) string {
	if to == from {
		return fmt.Sprintf("%d,0", from)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

// printLines prints lines with a mark in front of each.
func printLines(out *strings.Builder, mark string, ls []string) {
	for _, l := range ls {
		out.WriteString(mark + l)
		if !strings.HasSuffix(l, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
