//go:build !whole

package analyzer_test

// What the costly tests do by default: of the packages below testdata/src they take
// one in sample, and repeat what must be the same each time so often.
const (
	sample  = 4
	repeats = 3
)
