//go:build whole

package metamorph

// sample is of how many pairs the test takes one.
const sample = 1
