package output

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// json prints one object in the schema of go vet -json, which prints an
// object for each package. Files keep their full names, as there.
func (r *Report) json(w io.Writer) error {
	packages := make(map[string]map[string][]finding.Diagnostic)
	for _, f := range r.Findings {
		if packages[f.Package] == nil {
			packages[f.Package] = make(map[string][]finding.Diagnostic)
		}
		d := f.Diagnostic
		if !r.Related {
			d.Related = nil
		}
		packages[f.Package][r.Tool] = append(packages[f.Package][r.Tool], d)
	}
	data, err := json.MarshalIndent(packages, "", "\t")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}
