// Package origin tells whose a package is.
//
// Findings are of use only in packages that the user works on. Of the standard
// library, what mapconcur has to know stands in the tables of package known. Of
// other modules it reads those packages that can keep a caller from a mistake, or that
// read and write the caller's maps, see [Matters]. So most of a small program's dependencies need not be parsed and
// type-checked, which would be most of the work. The price is that of most functions
// of other modules nothing is known unless a table has it.
package origin

import (
	"bytes"
	"path/filepath"
	"strings"
)

// An Origin says whose a package is.
type Origin int

// The origins of packages.
const (
	Own      Origin = iota // the user's: of the main module, a workspace or a replacing directory
	Release                // of a version of another module
	Standard               // of the standard library
)

// Of returns the origin of the package in directory dir, of a module with the
// given path and version. Drivers give no module, or one without a version, for
// the standard library and for modules that the user works on. The directory
// decides where a module is replaced by one that the user works on: it has a
// version then, but lies neither in the module cache nor under vendor.
func Of(path, version, dir, goroot string) Origin {
	src := filepath.Join(goroot, "src") + string(filepath.Separator)
	switch dir = filepath.ToSlash(dir); {
	case path == "" && goroot != "" && strings.HasPrefix(dir+"/", filepath.ToSlash(src)):
		return Standard
	case version != "" && (strings.Contains(dir, "@v") || strings.Contains(dir+"/", "/vendor/")):
		return Release
	}
	return Own
}

// maxText bounds the text, in bytes, of a package that is read for its map types alone.
const maxText = 300_000

// Matters reports whether the Go files of a release say what its callers have to be
// told: it has functions that wait for goroutines, or that end the program, lest the
// callers be accused falsely; or map types with methods, which read and write the maps
// that the callers have. It looks at the text alone: a file that cannot be read says
// nothing.
//
// False negative: the map types of packages with very much text, most of it generated.
func Matters(files []string, read func(name string) ([]byte, error)) bool {
	types, receivers, size := map[string]bool{}, map[string]bool{}, 0
	for _, name := range files {
		data, err := read(name)
		if err != nil {
			continue
		}
		for _, word := range []string{"sync.WaitGroup", "sync.Cond", "os.Exit"} {
			if bytes.Contains(data, []byte(word)) {
				return true
			}
		}
		if size += len(data); size <= maxText {
			addMapTypes(data, types)
			addReceivers(data, receivers)
		}
	}
	if size > maxText {
		return false
	}
	for name := range types {
		if receivers[name] {
			return true
		}
	}
	return false
}
