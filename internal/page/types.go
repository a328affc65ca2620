package page

import (
	"html/template"

	"github.com/mapconcur/mapconcur/internal/inventory"
)

// The page as its template reads it.
type (
	pageView struct {
		CSS      template.CSS
		JS       template.JS
		Title    string
		Totals   figuresView
		Trend    *trendView
		Packages []packageView
		Findings []findingView
		Messages []string
		Quiet    int // packages without shared maps and findings
		Origin
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
	trendView struct {
		comparison
		Added int
		Rows  []trendRow
	}
	trendRow struct {
		Name, Before, Now, Change string
		Class                     string // "better", "worse" or ""
	}
	packageView struct {
		Path, ID string
		Figures  figuresView
		Maps     []mapView
	}
	mapView struct {
		ID, Name, In string
		Guard        *inventory.Guard
		Stated       placeView
		Bar          []segment
		Findings     []string
		Lanes        []laneView
	}
	laneView struct {
		inventory.Lane
		Starts []startView
		Groups []groupView
	}
	startView struct {
		By    string
		Place placeView
		Many  bool
	}
	groupView struct {
		Func, File string
		Rows       []rowView
	}
	rowView struct {
		inventory.Access
		Line    placeView
		Verb    string
		Code    string
		Rail    string // how the lock is held: "held", "read", "maybe", "none"
		Finding string
		Title   string
	}
	findingView struct {
		ID, Message string
		Number      int // by place
		Category    categoryView
		Confidence  string
		Rank        int    // of the confidence, for sorting
		Change      string // since the earlier report: "new", "unchanged" or ""
		whereabouts
		evidenceView
		helpView
	}
	whereabouts struct {
		Place       placeView
		Package     string
		Fingerprint string
		Module      bool // only the packages of the module together show it
		Owners      []string
	}
	evidenceView struct {
		Excerpts []excerptView
		Trace    []pathView
	}
	helpView struct {
		Why, Repair template.HTML
		Patch       []diffLine
	}
	excerptView struct {
		Caption string
		Place   placeView
		Lines   []codeLine
	}
	pathView struct {
		Caption string
		Steps   []stepView
	}
	stepView struct {
		Text  string
		Place placeView
	}
	placeView struct{ Text, URL string } // URL is "" without a link
	codeLine  struct {
		Number int
		Code   string
		Mark   string // "access", "start" of a goroutine, or ""
	}
	diffLine struct{ Class, Text string }
)
