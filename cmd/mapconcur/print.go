package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// print prints the findings, which are in order, in the format asked for.
func (c *command) print(w io.Writer, findings []finding) error {
	if c.json {
		return printJSON(w, c.analyzer, findings)
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	return printText(w, dir, findings)
}

// printText prints one line a finding and, indented below it, one line for
// each related place.
func printText(w io.Writer, dir string, findings []finding) error {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s: %s\n", relative(dir, f.Posn), f.Message)
		for _, r := range f.Related {
			fmt.Fprintf(&b, "\t%s: %s\n", relative(dir, r.Posn), r.Message)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printJSON prints one object in the schema of go vet -json, which prints an
// object for each package. Files keep their full names, as there.
func printJSON(w io.Writer, analyzer string, findings []finding) error {
	packages := make(map[string]map[string][]diagnostic)
	for _, f := range findings {
		if packages[f.pkg] == nil {
			packages[f.pkg] = make(map[string][]diagnostic)
		}
		packages[f.pkg][analyzer] = append(packages[f.pkg][analyzer], f.diagnostic)
	}
	data, err := json.MarshalIndent(packages, "", "\t")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}

// relative returns a position as seen from dir if that is shorter.
func relative(dir, posn string) string {
	if rel, err := filepath.Rel(dir, posn); err == nil && len(rel) < len(posn) {
		return rel
	}
	return posn
}
