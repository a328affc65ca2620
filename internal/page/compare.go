package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// schema is the name of the JSON form. Members may be added to it.
const schema = "mapconcur/report/1"

// An Earlier is what is read of the JSON form of an earlier report.
type Earlier struct {
	Origin
	Totals   jsonFigures
	Findings []pastFinding
}

// A pastFinding is a finding of an earlier report.
type pastFinding struct {
	Package     string `json:"package"`
	Fingerprint string `json:"fingerprint"`
	Category    string `json:"category"`
	Posn        string `json:"posn"`
	Message     string `json:"message"`
}

// ReadEarlier reads the JSON form of an earlier report. One that is not wholly understood is an
// error: its findings would be taken for repaired ones, or those of today for new ones.
func ReadEarlier(name string) (*Earlier, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var r struct {
		jsonReport
		Totals *jsonFigures `json:"totals"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&r); err != nil {
		return nil, fmt.Errorf("%s is not a report of mapconcur in JSON: %w", name, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s is not a report of mapconcur in JSON: there is more behind the first object", name)
	}
	if r.Schema != schema || r.Totals == nil {
		return nil, fmt.Errorf("%s is not a report of mapconcur in JSON: its schema is %q, not %q, or it has no totals", name, r.Schema, schema)
	}
	e := &Earlier{Origin: r.Origin, Totals: *r.Totals}
	for _, p := range r.Packages {
		for i, f := range p.Found {
			if f.Fingerprint == "" || p.Path == "" {
				return nil, fmt.Errorf("%s is not a report of mapconcur in JSON: finding %d of package %q has no fingerprint or no package", name, i+1, p.Path)
			}
			e.Findings = append(e.Findings, pastFinding{p.Path, f.Fingerprint, f.Category, f.Posn, f.Message})
		}
	}
	return e, nil
}

// A comparison is how the findings of a report differ from those of an earlier one.
type comparison struct {
	Since     Origin        `json:"since"`
	New       []string      `json:"new"` // fingerprints
	Repaired  []pastFinding `json:"repaired"`
	Unchanged int           `json:"unchanged"`
	// Unknown are the earlier findings in packages that this report does not have.
	Unknown int         `json:"unknown,omitempty"`
	Totals  jsonFigures `json:"totals"` // of the earlier report
	// OtherFlags is set if the earlier report was made with other flags: they may be the reason
	// why a finding is new or gone.
	OtherFlags bool `json:"otherFlags,omitempty"`
}

// compare compares the findings with those of the earlier report, by their fingerprints. It
// returns nil if there is no earlier report.
func (r *Report) compare() *comparison {
	if r.Before == nil {
		return nil
	}
	c := &comparison{Since: r.Before.Origin, New: []string{}, Repaired: []pastFinding{}, Totals: r.Before.Totals, OtherFlags: !slices.Equal(r.Flags, r.Before.Flags)}
	known, analyzed := map[string]int{}, map[string]bool{}
	for _, f := range r.Before.Findings {
		known[f.Fingerprint]++
	}
	for _, p := range r.Packages {
		analyzed[p.Path] = true
		for _, f := range p.Findings {
			if known[f.Fingerprint] > 0 {
				known[f.Fingerprint]--
				c.Unchanged++
			} else {
				c.New = append(c.New, f.Fingerprint)
			}
		}
	}
	for _, f := range r.Before.Findings {
		switch {
		case known[f.Fingerprint] == 0:
			continue
		case analyzed[f.Package] || analyzed[strings.TrimSuffix(f.Package, "_test")]:
			c.Repaired = append(c.Repaired, f)
		default:
			c.Unknown++
		}
		known[f.Fingerprint]--
	}
	return c
}

// trend returns how the report differs from the earlier one, nil if there is none.
func (v *view) trend() *trendView {
	c := v.compare()
	if c == nil {
		return nil
	}
	t := &trendView{comparison: *c, Added: len(c.New)}
	was, is := c.Totals, figures(v.Packages)
	const fewer, more, either = -1, 1, 0
	for _, row := range []struct {
		name    string
		was, is int
		better  int
	}{
		{"Findings", was.Findings, is.Findings, fewer},
		{"Proved, in percent", share(was), share(is), more},
		{"Accesses", was.Accesses, is.Accesses, either},
		{"Guarded", was.Guarded, is.Guarded, either},
		{"Ordered", was.Ordered, is.Ordered, either},
		{"Unproved", was.Unproved, is.Unproved, fewer},
		{"Shared maps", was.Maps, is.Maps, either},
		{"Packages", was.Packages, len(v.Packages), either},
	} {
		text := func(n int) string {
			if n < 0 {
				return "–"
			}
			return strconv.Itoa(n)
		}
		r := trendRow{Name: row.name, Before: text(row.was), Now: text(row.is)}
		if change := row.is - row.was; change != 0 && row.was >= 0 && row.is >= 0 {
			r.Change = fmt.Sprintf("%+d", change)
			switch {
			case change*row.better > 0:
				r.Class = "better"
			case change*row.better < 0:
				r.Class = "worse"
			}
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// share returns the share of accesses that are proved, -1 if there are no accesses.
func share(f jsonFigures) int {
	if f.Share == nil {
		return -1
	}
	return *f.Share
}
