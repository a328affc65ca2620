package page

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
	"github.com/mapconcur/mapconcur/internal/state"
)

// mapView returns a map with its lanes.
func (v *view) mapView(id string, m *inventory.Map) mapView {
	c := m.Counts()
	out := mapView{ID: id, Name: m.Name, In: m.In, Bar: bar(c), Guard: m.Guard}
	if m.Guard != nil && m.Guard.Stated != "" {
		out.Stated = v.place(m.Guard.Stated, v.short(m.Guard.Stated))
	}
	for _, l := range m.Lanes {
		lane := laneView{Lane: l}
		for _, start := range l.Starts() {
			lane.Starts = append(lane.Starts, startView{start.By, v.start(start.Posn), start.Many})
		}
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
func (v *view) start(posn string) placeView {
	at := finding.ParsePosition(posn)
	return v.place(posn, fmt.Sprintf("%s:%d", filepath.Base(at.File), at.Line))
}

// row returns an access with its line of the source.
func (v *view) row(a inventory.Access) rowView {
	at := finding.ParsePosition(a.Posn)
	r := rowView{Access: a, Line: v.place(a.Posn, strconv.Itoa(at.Line)), Code: code(v.sources.Line(at.File, at.Line)), Verb: a.Op, Rail: "none", Title: string(a.Status)}
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
