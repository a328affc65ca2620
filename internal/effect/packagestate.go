package effect

import "go/token"

// PackageState says how the functions of a package choose the entries of maps that belong to the
// package as a whole. Package detect finds it.
type PackageState struct {
	// ByInstance has the variables, by [Access.Key], whose keys are pointers to objects, or
	// numbers that objects have. Callers with nothing else in common have entries in such a map.
	ByInstance map[string]bool
	// Named has the insertions under a key that is passed to the function, of a value that does not
	// depend on what is there: the caller registers something.
	Named map[token.Pos]bool
}
