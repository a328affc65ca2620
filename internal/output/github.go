package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
)

// github prints a workflow command for each finding, which GitHub shows beside
// the line, as its documentation has it ("Workflow commands for GitHub
// Actions").
func (r *Report) github(w io.Writer) error {
	var b strings.Builder
	for _, f := range r.Findings {
		p := finding.ParsePosition(f.Posn)
		file, _ := r.inRoot(p.File)
		command := string(level(f.Category))
		if command == string(conflict.Note) {
			command = "notice"
		}
		fmt.Fprintf(&b, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", command,
			property(file), p.Line, p.Column, property(r.Tool+": "+f.Category), data(f.Message))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// data escapes the message of a workflow command.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// property escapes a property of a workflow command.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}
