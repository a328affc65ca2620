package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// around is the number of lines shown before and behind the one that matters.
const around = 4

// lines returns the source around a position, whose line is marked by the name of a class.
func (v *view) lines(p finding.Position, class string) []codeLine {
	var out []codeLine
	total := strings.Count(v.sources.Text(p.File), "\n") + 1
	for n := max(1, p.Line-around); n <= min(total, p.Line+around); n++ {
		line := codeLine{Number: n, Code: untab(v.sources.Line(p.File, n))}
		if n == p.Line {
			line.Mark = class
		}
		out = append(out, line)
	}
	for len(out) > 0 && out[len(out)-1].Code == "" && out[len(out)-1].Mark == "" {
		out = out[:len(out)-1]
	}
	return out
}

// untab replaces tabs, whose stops would depend on what stands before the line.
func untab(line string) string { return strings.ReplaceAll(line, "\t", "    ") }

// mark adds lines to an excerpt that lies near.
func mark(e *excerptView, more []codeLine) {
	byNumber := map[int]codeLine{}
	for _, l := range slices.Concat(e.Lines, more) {
		l.Mark = cmp.Or(byNumber[l.Number].Mark, l.Mark)
		byNumber[l.Number] = l
	}
	e.Lines = e.Lines[:0]
	for _, l := range byNumber {
		e.Lines = append(e.Lines, l)
	}
	slices.SortFunc(e.Lines, func(a, b codeLine) int { return cmp.Compare(a.Number, b.Number) })
}

// diffClass names the kind of a line of a patch.
func diffClass(line string) string {
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
		return "file"
	case strings.HasPrefix(line, "@@"):
		return "hunk"
	case strings.HasPrefix(line, "+"):
		return "add"
	case strings.HasPrefix(line, "-"):
		return "del"
	}
	return "same"
}
