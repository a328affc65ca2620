package page

import (
	"encoding/json"
	"io"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
)

// The JSON form of a report. A consumer should look at Schema and ignore what it
// does not know.
type (
	jsonReport struct {
		Schema string `json:"schema"`
		Origin
		Totals   jsonFigures   `json:"totals"`
		Against  *comparison   `json:"against,omitempty"`
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
	jsonPath []jsonStep
	jsonStep struct {
		Posn    string `json:"posn"`
		Message string `json:"message"`
	}
	jsonFinding struct {
		Fingerprint string     `json:"fingerprint"`
		Category    string     `json:"category"`
		Posn        string     `json:"posn"`
		Message     string     `json:"message"`
		Scope       string     `json:"scope,omitempty"`
		Confidence  string     `json:"confidence,omitempty"`
		Owners      []string   `json:"owners,omitempty"`
		Trace       []jsonPath `json:"trace,omitempty"`
		Patch       string     `json:"patch,omitempty"`
	}
)

// JSON writes the figures, for dashboards that follow them.
func (r *Report) JSON(w io.Writer) error {
	out := jsonReport{Schema: schema, Origin: r.Origin, Against: r.compare(), Packages: []jsonPackage{}, Messages: r.Messages}
	for _, p := range r.Packages {
		p.Maps = relative(p.Maps, r.short)
		jp := jsonPackage{Path: p.Path, Figures: figures([]Package{p}), Maps: p.Maps, Found: []jsonFinding{}}
		for _, f := range p.Findings {
			jp.Found = append(jp.Found, jsonFinding{
				Fingerprint: f.Fingerprint, Category: f.Category, Posn: r.short(f.Posn), Message: f.Message, Scope: f.Scope,
				Confidence: f.Confidence, Owners: f.Owners, Trace: r.trace(f.Trace), Patch: f.Patch,
			})
		}
		out.Packages = append(out.Packages, jp)
	}
	out.Totals = figures(r.Packages)
	out.Totals.Packages = len(r.Packages)
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	return enc.Encode(out)
}

// trace returns the paths to the accesses of a finding.
func (r *Report) trace(paths []finding.Path) (out []jsonPath) {
	for _, path := range paths {
		var steps jsonPath
		for _, s := range path {
			steps = append(steps, jsonStep{r.short(s.Posn), s.Message})
		}
		out = append(out, steps)
	}
	return out
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
