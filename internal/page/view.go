package page

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
)

// A view makes the parts of a page.
type view struct {
	*Report
	sources *finding.Sources
	ids     map[string]string // of findings, by file and line
}

// page returns the whole page.
func (v *view) page() pageView {
	p := pageView{CSS: template.CSS(css), JS: template.JS(script), Origin: v.Origin, Totals: v.figures(v.Packages), Messages: v.Messages}
	p.Totals.Packages = len(v.Packages)
	p.Title = common(v.Packages)
	p.Trend = v.trend()
	p.Findings = v.findings(p.Trend)
	for i, pkg := range v.Packages {
		if len(pkg.Maps)+len(pkg.Findings) == 0 {
			p.Quiet++
			continue
		}
		pv := packageView{Path: pkg.Path, ID: fmt.Sprintf("package-%d", i+1), Figures: v.figures([]Package{pkg})}
		for j := range pkg.Maps {
			pv.Maps = append(pv.Maps, v.mapView(fmt.Sprintf("map-%d-%d", i+1, j+1), &pkg.Maps[j]))
		}
		p.Packages = append(p.Packages, pv)
	}
	return p
}

// findings returns the findings of all packages, and fills ids.
func (v *view) findings(trend *trendView) (out []findingView) {
	v.ids = map[string]string{}
	isNew := map[string]bool{}
	if trend != nil {
		for _, print := range trend.New {
			isNew[print] = true
		}
	}
	for i := range v.Packages {
		pkg := &v.Packages[i]
		starts := startsOf(pkg)
		for _, f := range pkg.Findings {
			fv := v.finding(len(out)+1, f, starts)
			switch {
			case isNew[f.Fingerprint]:
				fv.Change = "new"
			case trend != nil:
				fv.Change = "unchanged"
			}
			out = append(out, fv)
			v.ids[lineKey(finding.ParsePosition(f.Posn))] = fv.ID
			for _, r := range f.Related {
				key := lineKey(finding.ParsePosition(r.Posn))
				v.ids[key] = cmp.Or(v.ids[key], fv.ID)
			}
		}
	}
	return out
}

// place returns a position as text, with its link to the source.
func (v *view) place(posn, text string) placeView { return placeView{text, v.Source.of(posn)} }

func lineKey(p finding.Position) string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// common returns what the paths of all packages begin with.
func common(packages []Package) string {
	if len(packages) == 0 {
		return ""
	}
	first := strings.Split(packages[0].Path, "/")
	n := len(first)
	for _, p := range packages[1:] {
		parts := strings.Split(p.Path, "/")
		i := 0
		for i < min(n, len(parts)) && parts[i] == first[i] {
			i++
		}
		n = i
	}
	return strings.Join(first[:n], "/")
}

// figures adds up packages.
func (v *view) figures(packages []Package) figuresView {
	sum := figures(packages)
	f := figuresView{Maps: sum.Maps, Findings: sum.Findings, Counts: sum.Counts, Bar: bar(sum.Counts), Share: "–"}
	if sum.Share != nil {
		f.Share = fmt.Sprintf("%d %%", *sum.Share)
	}
	for _, c := range conflict.Categories() {
		if n := sum.Categories[string(c.ID)]; n > 0 {
			cv := v.category(string(c.ID))
			cv.Count = n
			f.Categories = append(f.Categories, cv)
		}
	}
	return f
}

// bar returns the parts of a bar, without those that are empty.
func bar(c inventory.Counts) []segment {
	var out []segment
	for _, s := range []segment{
		{Status: inventory.Guarded, Count: c.Guarded}, {Status: inventory.Ordered, Count: c.Ordered},
		{Status: inventory.Unproved, Count: c.Unproved}, {Status: inventory.Racing, Count: c.Racing},
	} {
		if s.Count > 0 {
			s.Percent = template.CSS(fmt.Sprintf("%.2f%%", 100*float64(s.Count)/float64(c.Accesses)))
			out = append(out, s)
		}
	}
	return out
}

// category returns what the table of categories says of one.
func (v *view) category(id string) categoryView {
	c := categoryView{ID: id, URL: v.URL + "#" + conflict.Category(id).Anchor()}
	for _, info := range conflict.Categories() {
		if string(info.ID) == id {
			c.Title, c.Level = info.Title, string(info.Level)
		}
	}
	return c
}
