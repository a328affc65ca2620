// Package origin decides from a package's module, directory and text who owns the
// package, and whether it must be analyzed.
//
// The user can only act on findings in their own packages. What mapconcur has to know of
// the standard library is in the tables of package known. It analyzes a package of another
// module only if that can prevent a false alarm in a caller, or if the package reads and
// writes the caller's maps: see [NeedsFacts]. So most dependencies of a small program are
// neither parsed nor type-checked, which would be most of the work.
//
// False negative: what most functions of other modules do, unless a table has them.
//
// What needs syntax or types does not belong here.
package origin

import (
	"bytes"
	"path/filepath"
	"strings"
)

// An Origin says who owns a package.
type Origin int

// The origins of packages.
const (
	Own      Origin = iota // the user: the main module, a workspace or a replacing directory
	Release                // a version of another module
	Standard               // the standard library
)

// Of returns the origin of the package in directory dir, whose module has the given path
// and version. Drivers provide no module, or one without a version, for the standard
// library and for modules that the user works on. A module that the user replaces by a
// directory has a version, but the directory is neither in the module cache nor below
// vendor.
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

// maxText is the largest text, in bytes, of a package that is searched for map types.
const maxText = 300_000

// NeedsFacts reports whether a package of another module must be analyzed for the sake of
// its callers: it has functions that wait for goroutines or end the program, without which
// a caller is wrongly reported; or it has map types with methods, which read and write the
// caller's maps. It reads the text of the Go files alone, and skips a file that cannot be
// read.
//
// False negative: the map types of a package with more text than maxText, most of which is
// generated.
func NeedsFacts(files []string, read func(name string) ([]byte, error)) bool {
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
