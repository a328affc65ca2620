// Package origin tells whose a package is.
//
// Only packages that the user works on are analysed: nobody can act on a finding
// in another module, and what mapconcur has to know of other modules and of the
// standard library stands in the tables of package known. So nothing has to be
// parsed and type-checked there, which is most of the work in a small program
// with many dependencies. The price is that a function of another module is a
// call about which nothing is known unless a table has it.
package origin

import (
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
