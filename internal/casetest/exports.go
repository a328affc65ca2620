// Package casetest lets tests analyze small packages fast: the packages are
// type-checked from their source, and what they import of the standard library
// comes from the export data in Go's build cache, not from source.
package casetest

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Exports returns an importer that reads export data. At the first import, one
// call of go list finds the data of the named packages and of all that these
// import; another package costs a call of its own. Not for concurrent use.
func Exports(paths ...string) types.Importer {
	e := exports{ahead: paths, files: map[string]string{}}
	return importer.ForCompiler(token.NewFileSet(), "gc", e.open)
}

// exports knows the files with export data by import path.
type exports struct {
	ahead []string // packages to ask for with the first one
	files map[string]string
}

func (e *exports) open(path string) (io.ReadCloser, error) {
	if e.files[path] == "" {
		if err := e.list(append(e.ahead, path)); err != nil {
			return nil, err
		}
		e.ahead = nil
	}
	return os.Open(e.files[path])
}

// list asks the go command for packages and what they import.
func (e *exports) list(paths []string) error {
	args := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, paths...)
	cmd := exec.Command("go", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		e.files[path] = file
	}
	return nil
}
