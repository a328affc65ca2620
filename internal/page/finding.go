package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/checkdoc"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
)

// finding returns the n-th finding with excerpts of its places, its paths and its patch. Starts
// are the places where goroutines start, by the accesses that they make.
func (v *view) finding(n int, f Finding, starts map[string][]string) findingView {
	out := findingView{
		ID: fmt.Sprintf("finding-%d", n), Number: n, Message: f.Message, Category: v.category(f.Category),
		Confidence: f.Confidence, Rank: int(conflict.ParseConfidence(f.Confidence)),
		whereabouts: whereabouts{v.place(f.Posn, v.short(f.Posn)), f.Package, f.Fingerprint, f.Scope == finding.ModuleScope, f.Owners},
	}
	out.Excerpts = v.excerpts(f, startsFor(f, starts))
	if doc, ok := checkdoc.Of(f.Category); ok {
		out.Why, out.Repair = markdown(doc.Why), markdown(doc.Repair)
	}
	for i, path := range f.Trace {
		steps := make([]stepView, len(path))
		for j, step := range path {
			steps[j] = stepView{step.Message, v.place(step.Posn, v.short(step.Posn))}
		}
		out.Trace = append(out.Trace, pathView{"path to " + f.PathTitle(i), steps})
	}
	for line := range strings.Lines(f.Patch) {
		out.Patch = append(out.Patch, diffLine{diffClass(line), strings.TrimRight(line, "\r\n")})
	}
	return out
}

// excerpts returns the source around the places of a finding: its own, the related ones, and
// those where the goroutines start.
func (v *view) excerpts(f Finding, starts []string) []excerptView {
	first := finding.ParsePosition(f.Posn)
	type shown struct{ posn, caption, class string }
	places := []shown{{f.Posn, "reported", "access"}}
	for _, r := range f.Related {
		places = append(places, shown{r.Posn, r.Message, "access"})
	}
	for _, posn := range starts {
		places = append(places, shown{posn, "start of the goroutine", "start"})
	}
	var out []excerptView
	seen := map[string]bool{}
	for _, s := range places {
		p := finding.ParsePosition(s.posn)
		if seen[lineKey(p)] {
			continue
		}
		seen[lineKey(p)] = true
		if len(out) > 0 && p.File == first.File && max(p.Line-first.Line, first.Line-p.Line) <= 2*around {
			mark(&out[0], v.lines(p, s.class)) // one excerpt shows both
			continue
		}
		out = append(out, excerptView{
			Caption: s.caption, Place: v.place(s.posn, v.short(p.File)+fmt.Sprintf(":%d", p.Line)), Lines: v.lines(p, s.class),
		})
	}
	return out
}

// maxStarts is how many starts of goroutines the page shows of one finding.
const maxStarts = 2

// startsOf returns the places where the goroutines start that make the accesses of a package, by
// the positions of the accesses.
func startsOf(p *Package) map[string][]string {
	out := map[string][]string{}
	for _, m := range p.Maps {
		for _, l := range m.Lanes {
			for _, start := range l.Starts() {
				out[start.Posn] = []string{start.Posn} // the place itself
				for _, a := range l.Accesses {
					out[a.Posn] = append(out[a.Posn], start.Posn)
				}
			}
		}
	}
	return out
}

// startsFor returns the places where the goroutines of a finding start: those on the paths to its
// accesses or, if it has no paths, those of all goroutines that make the access.
func startsFor(f Finding, starts map[string][]string) []string {
	var out []string
	for _, path := range f.Trace {
		for _, step := range path {
			if slices.Contains(starts[step.Posn], step.Posn) {
				out = append(out, step.Posn)
			}
		}
	}
	if len(f.Trace) == 0 {
		out = slices.Clone(starts[f.Posn])
	}
	slices.SortFunc(out, func(a, b string) int {
		p, q := finding.ParsePosition(a), finding.ParsePosition(b)
		return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
	})
	out = slices.Compact(out)
	return out[:min(len(out), maxStarts)]
}

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
