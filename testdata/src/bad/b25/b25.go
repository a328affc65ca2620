// Package b25 holds idiom B25, synchronised by time.Sleep: sleeping makes the
// order likely, but gives no happens-before edge.
//
// Category: read-write
package b25

import (
	"testing"
	"time"
)

func poll(keys []string, seen func(string)) {
	for _, k := range keys {
		seen(k)
	}
}

// Run sleeps until the callbacks have probably come.
func Run() int {
	got := map[string]int{}
	go poll([]string{"a", "b", "a"}, func(k string) {
		got[k]++ // want `write to got conflicts with the read`
	})
	time.Sleep(20 * time.Millisecond)
	return got["a"]
}

// TestCallback does the same in a test.
func TestCallback(t *testing.T) {
	seen := map[string]bool{}
	go poll([]string{"a"}, func(k string) {
		seen[k] = true // want `write to seen conflicts with the read`
	})
	time.Sleep(20 * time.Millisecond)
	if !seen["a"] {
		t.Error("no callback")
	}
}

// RunFixed waits for the end of the poller.
func RunFixed() int {
	got := map[string]int{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		poll([]string{"a", "b", "a"}, func(k string) {
			got[k]++
		})
	}()
	<-done
	return got["a"]
}

// TestCallbackFixed waits as well.
func TestCallbackFixed(t *testing.T) {
	seen := map[string]bool{}
	done := make(chan struct{})
	go poll([]string{"a"}, func(k string) {
		seen[k] = true
		close(done)
	})
	<-done
	if !seen["a"] {
		t.Error("no callback")
	}
}
