package page

import (
	"fmt"
	"html/template"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The page as its template reads it.
type (
	pageView struct {
		CSS      template.CSS
		Version  string
		Title    string
		Totals   figuresView
		Packages []packageView
		Findings []findingView
		Messages []string
		Quiet    int // packages without shared maps and findings
	}
	figuresView struct {
		Packages, Maps, Findings int
		Share                    string // "87 %", "–"
		Bar                      []segment
		Categories               []categoryView
		inventory.Counts
	}
	segment struct {
		Status  inventory.Status
		Count   int
		Percent template.CSS
	}
	categoryView struct {
		ID, Title, Level, URL string
		Count                 int
	}
	packageView struct {
		Path, ID string
		Figures  figuresView
		Maps     []mapView
	}
	mapView struct {
		ID, Name, In string
		Guard        *inventory.Guard
		Percent      int
		Bar          []segment
		Findings     []string
		Lanes        []laneView
	}
	laneView struct {
		inventory.Lane
		Start  string
		Groups []groupView
	}
	groupView struct {
		Func, File string
		Rows       []rowView
	}
	rowView struct {
		inventory.Access
		Line    int
		Verb    string
		Code    string
		Rail    string // how the lock is held: "held", "read", "maybe", "none"
		Finding string
		Title   string
	}
	findingView struct {
		ID, Posn, Message, Fingerprint string
		Category                       categoryView
		Package                        string
		Excerpts                       []excerptView
		Trace                          []pathView
		Patch                          []diffLine
	}
	excerptView struct {
		Caption string
		Lines   []codeLine
	}
	pathView struct {
		Caption string
		Steps   []stepView
	}
	stepView struct{ Posn, Text string }
	codeLine struct {
		Number int
		Code   string
		Mark   bool
	}
	diffLine struct{ Class, Text string }
)

// A view makes the parts of a page.
type view struct {
	*Report
	sources *finding.Sources
	ids     map[string]string // of findings, by file and line
}

// page returns the whole page.
func (v *view) page() pageView {
	p := pageView{CSS: template.CSS(css), Version: v.Version, Totals: v.figures(v.Packages), Messages: v.Messages}
	p.Totals.Packages = len(v.Packages)
	p.Title = common(v.Packages)
	v.ids = map[string]string{}
	for _, pkg := range v.Packages {
		for _, f := range pkg.Findings {
			id := fmt.Sprintf("finding-%d", len(p.Findings)+1)
			p.Findings = append(p.Findings, v.finding(id, f))
			at := finding.ParsePosition(f.Posn)
			v.ids[lineKey(at)] = id
			for _, r := range f.Related {
				if key := lineKey(finding.ParsePosition(r.Posn)); v.ids[key] == "" {
					v.ids[key] = id
				}
			}
		}
	}
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

// mapView returns a map with its lanes.
func (v *view) mapView(id string, m *inventory.Map) mapView {
	c := m.Counts()
	out := mapView{ID: id, Name: m.Name, In: m.In, Bar: bar(c), Guard: m.Guard}
	if m.Guard != nil && m.Guard.Stated != "" {
		g := *m.Guard
		g.Stated = v.short(g.Stated)
		out.Guard = &g
	}
	for _, l := range m.Lanes {
		lane := laneView{Lane: l, Start: v.start(l.Posn)}
		for _, a := range l.Accesses {
			row := v.row(a)
			if row.Finding != "" && !slices.Contains(out.Findings, row.Finding) {
				out.Findings = append(out.Findings, row.Finding)
			}
			at := finding.ParsePosition(a.Posn)
			if n := len(lane.Groups); n == 0 || lane.Groups[n-1].Func != a.Func || lane.Groups[n-1].File != filepath.Base(at.File) {
				lane.Groups = append(lane.Groups, groupView{Func: a.Func, File: filepath.Base(at.File)})
			}
			g := &lane.Groups[len(lane.Groups)-1]
			g.Rows = append(g.Rows, row)
		}
		out.Lanes = append(out.Lanes, lane)
	}
	return out
}

// start names a file and line without the column.
func (v *view) start(posn string) string {
	if posn == "" {
		return ""
	}
	at := finding.ParsePosition(posn)
	return fmt.Sprintf("%s:%d", filepath.Base(at.File), at.Line)
}

// row returns an access with its line of the source.
func (v *view) row(a inventory.Access) rowView {
	at := finding.ParsePosition(a.Posn)
	r := rowView{Access: a, Line: at.Line, Code: code(v.sources.Line(at.File, at.Line)), Verb: a.Op, Rail: "none", Title: string(a.Status)}
	if a.Op == state.OpReplace.Noun() {
		r.Verb = "assign" // a word that fits
	}
	if a.Status == inventory.Racing {
		r.Finding = v.ids[lineKey(at)]
	}
	for _, l := range a.Locks {
		switch {
		case !l.Guard:
		case l.Maybe:
			r.Rail = "maybe"
		case l.Read:
			r.Rail = "read"
		default:
			r.Rail = "held"
		}
	}
	if len(a.Why) > 0 {
		r.Title += ": " + strings.Join(a.Why, "; ")
	}
	return r
}

// code returns a line without its indentation and the comment at its end.
func code(line string) string {
	if before, _, ok := strings.Cut(line, " //"); ok && strings.Count(before, `"`)%2 == 0 && strings.Count(before, "`")%2 == 0 {
		line = before
	}
	return strings.TrimSpace(line)
}
