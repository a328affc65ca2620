// Package page draws a report to look at: the shared maps of some packages, with
// the lock that guards each, the threads that reach it, and the findings with
// their patches. It makes one HTML page that needs nothing else, and the same
// figures as JSON.
package page

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
)

// A Report is what is drawn.
type Report struct {
	Version  string // of mapconcur
	URL      string // of the documentation of the categories
	Dir      string // files below it are named relative to it
	Packages []Package
	Messages []string // of packages that could not be analyzed
}

// A Package is a part of a report.
type Package struct {
	Path     string
	Maps     []inventory.Map
	Findings []Finding
}

// A Finding is one with its name in baselines and its patch.
type Finding struct {
	finding.Finding
	Fingerprint string
	Patch       string // in the form of diff -u, "" if there is none
}

// counts returns the figures of a package.
func (p *Package) counts() inventory.Counts {
	var c inventory.Counts
	for i := range p.Maps {
		c.Add(p.Maps[i].Counts())
	}
	return c
}

// The JSON form of a report. A consumer should look at Schema and ignore what it
// does not know.
type (
	jsonReport struct {
		Schema   string        `json:"schema"`
		Version  string        `json:"version"`
		Totals   jsonFigures   `json:"totals"`
		Packages []jsonPackage `json:"packages"`
		Messages []string      `json:"messages,omitempty"`
	}
	jsonFigures struct {
		Packages int `json:"packages,omitempty"`
		Maps     int `json:"maps"`
		inventory.Counts
		Share      *int           `json:"share"` // of accesses that are guarded or ordered, in percent; null without accesses
		Findings   int            `json:"findings"`
		Categories map[string]int `json:"categories"`
	}
	jsonPackage struct {
		Path    string          `json:"path"`
		Figures jsonFigures     `json:"figures"`
		Maps    []inventory.Map `json:"maps"`
		Found   []jsonFinding   `json:"findings"`
	}
	jsonFinding struct {
		Fingerprint string `json:"fingerprint"`
		Category    string `json:"category"`
		Posn        string `json:"posn"`
		Message     string `json:"message"`
		Patch       string `json:"patch,omitempty"`
	}
)

// JSON writes the figures, for dashboards that follow them.
func (r *Report) JSON(w io.Writer) error {
	out := jsonReport{Schema: "mapconcur/report/1", Version: r.Version, Packages: []jsonPackage{}, Messages: r.Messages}
	for _, p := range r.Packages {
		p.Maps = relative(p.Maps, r.short)
		jp := jsonPackage{Path: p.Path, Figures: figures([]Package{p}), Maps: p.Maps, Found: []jsonFinding{}}
		for _, f := range p.Findings {
			jp.Found = append(jp.Found, jsonFinding{f.Fingerprint, f.Category, r.short(f.Posn), f.Message, f.Patch})
		}
		out.Packages = append(out.Packages, jp)
	}
	out.Totals = figures(r.Packages)
	out.Totals.Packages = len(r.Packages)
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	return enc.Encode(out)
}

// figures adds up packages.
func figures(packages []Package) jsonFigures {
	f := jsonFigures{Categories: map[string]int{}}
	for _, p := range packages {
		f.Maps += len(p.Maps)
		f.Counts.Add(p.counts())
		f.Findings += len(p.Findings)
		for _, x := range p.Findings {
			f.Categories[x.Category]++
		}
	}
	if share, ok := f.Counts.Share(); ok {
		f.Share = &share
	}
	return f
}

// relative returns maps with shorter positions.
func relative(maps []inventory.Map, short func(string) string) []inventory.Map {
	p := inventory.Package{Maps: inventory.Clone(maps)}
	p.MapFiles(short)
	return p.Maps
}

// short names a position relative to the directory of the report, if it is below.
func (r *Report) short(posn string) string {
	if rel, err := filepath.Rel(r.Dir, posn); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return posn
}

//go:embed page.html
var html string

//go:embed page.css
var css string

// HTML writes the page.
func (r *Report) HTML(w io.Writer) error {
	t, err := template.New("page").Parse(html)
	if err != nil {
		return err
	}
	return t.Execute(w, (&view{Report: r, sources: new(finding.Sources)}).page())
}

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
		Clean    bool
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
		Patch                          []diffLine
	}
	excerptView struct {
		Caption string
		Lines   []codeLine
	}
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
		pv := packageView{Path: pkg.Path, ID: fmt.Sprintf("package-%d", i+1), Figures: v.figures([]Package{pkg})}
		for j := range pkg.Maps {
			pv.Maps = append(pv.Maps, v.mapView(fmt.Sprintf("map-%d-%d", i+1, j+1), &pkg.Maps[j]))
		}
		p.Packages = append(p.Packages, pv)
	}
	p.Clean = len(p.Findings) == 0
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
			if n := len(lane.Groups); n == 0 || lane.Groups[n-1].Func != a.Func || lane.Groups[n-1].File != v.short(at.File) {
				lane.Groups = append(lane.Groups, groupView{Func: a.Func, File: v.short(at.File)})
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
	r := rowView{Access: a, Line: at.Line, Code: strings.TrimSpace(v.sources.Line(at.File, at.Line)), Rail: "none", Title: string(a.Status)}
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
	for line := range strings.Lines(f.Patch) {
		out.Patch = append(out.Patch, diffLine{diffClass(line), strings.TrimRight(line, "\r\n")})
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
		out = append(out, codeLine{n, v.sources.Line(p.File, n), n == p.Line})
	}
	for len(out) > 0 && out[len(out)-1].Code == "" && !out[len(out)-1].Mark {
		out = out[:len(out)-1]
	}
	return out
}

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
