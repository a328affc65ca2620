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
		Start  placeView
		Groups []groupView
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
		ID, Message, Fingerprint string
		Number                   int // by place
		Place                    placeView
		Category                 categoryView
		Package                  string
		Confidence               string
		Rank                     int // of the confidence, for sorting
		Change                   string
		Module                   bool
		Owners                   []string
		Why, Repair              template.HTML
		Excerpts                 []excerptView
		Trace                    []pathView
		Patch                    []diffLine
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
		Mark   bool
	}
	diffLine struct{ Class, Text string }
)
