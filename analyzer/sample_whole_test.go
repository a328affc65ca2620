//go:build whole

package analyzer_test

// What the costly tests do if there is time.
const (
	sample  = 1
	repeats = 10
)
