package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// finding returns a finding with excerpts of its places and its patch.
func (v *view) finding(id string, f Finding) findingView {
	out := findingView{
		ID: id, Posn: v.short(f.Posn), Message: f.Message, Fingerprint: f.Fingerprint, Category: v.category(f.Category), Package: f.Package,
	}
	first := finding.ParsePosition(f.Posn)
	places := []finding.Position{first}
	captions := map[int]string{}
	for _, r := range f.Related {
		if p := finding.ParsePosition(r.Posn); p.File != first.File || p.Line != first.Line {
			captions[len(places)] = r.Message
			places = append(places, p)
		}
	}
	for i, p := range places {
		if i > 0 && p.File == first.File && max(p.Line-first.Line, first.Line-p.Line) <= 2*around {
			mark(&out.Excerpts[0], v.lines(p)) // one excerpt shows both
			continue
		}
		out.Excerpts = append(out.Excerpts, excerptView{
			Caption: cmp.Or(captions[i], "reported") + " at " + v.short(p.File) + fmt.Sprintf(":%d", p.Line), Lines: v.lines(p),
		})
	}
	for i, path := range f.Trace {
		steps := make([]stepView, len(path))
		for j, step := range path {
			steps[j] = stepView{v.short(step.Posn), step.Message}
		}
		out.Trace = append(out.Trace, pathView{"path to " + f.PathTitle(i), steps})
	}
	for line := range strings.Lines(f.Patch) {
		out.Patch = append(out.Patch, diffLine{diffClass(line), untab(strings.TrimRight(line, "\r\n"))})
	}
	return out
}

// around is the number of lines shown before and behind the one that matters.
const around = 4

// lines returns the source around a position.
func (v *view) lines(p finding.Position) []codeLine {
	var out []codeLine
	total := strings.Count(v.sources.Text(p.File), "\n") + 1
	for n := max(1, p.Line-around); n <= min(total, p.Line+around); n++ {
		out = append(out, codeLine{n, untab(v.sources.Line(p.File, n)), n == p.Line})
	}
	for len(out) > 0 && out[len(out)-1].Code == "" && !out[len(out)-1].Mark {
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
		l.Mark = l.Mark || byNumber[l.Number].Mark
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
