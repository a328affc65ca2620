// Package synctest has tests that run in a bubble of testing/synctest: Wait waits until all other
// goroutines of the bubble have ended or are blocked, and Test waits for all of them.
//
// Category: write-write
package synctest
