package program

import (
	"testing"
)

// TestRemarks holds the comments that raise a doubt against those that do not.
func TestRemarks(t *testing.T) {
	for _, c := range []struct {
		text              string
		safe, alone, test bool
	}{
		{text: "String must not be called concurrently with Add or Remove.", alone: true},
		{text: "It is for debugging: no other goroutine may use the set meanwhile.", alone: true},
		{text: "It must never be called while others modify the set.", alone: true},
		{text: "Dump requires exclusive access to the set.", alone: true},
		{text: "It should only be called from a single goroutine.", alone: true},
		{text: "It is not safe for concurrent use with Add.", alone: true},
		{text: "Walk isn't safe to call concurrently with Add or Remove.", alone: true},
		{text: "This function is not concurrency safe.", alone: true},
		{text: "Callers must serialize calls.", alone: true},
		{text: "Len is not synchronized.", alone: true},
		{text: "Peek does not take the lock.", alone: true},
		{text: "It needs external synchronization.", alone: true},
		{text: "It may be called concurrently with Add."},
		{text: "Count is safe for concurrent use."},
		{text: "Get does its own locking."},
		{text: "Add must not be called with an empty name."},
		{text: "Callers must close the set."},
		{text: "Count is exclusive of deleted names."},

		{text: "no lock needed: nobody adds while others ask", safe: true},
		{text: "Safe to read here, since only this goroutine writes.", safe: true},
		{text: "There is no need to protect b.commands.", safe: true},
		{text: "This needs no lock.", safe: true},
		{text: "We don't need to hold the lock here.", safe: true},
		{text: "TODO: is it safe to read cancels here?"},
		{text: "Not safe to read without a lock."},
		{text: "The lock is needed here."},

		{text: "Reset is only used in tests.", test: true},
		{text: "For testing only.", test: true},
		{text: "Only tests of the parser need more."},
	} {
		if got := saysSafe.MatchString(c.text) && !saysUnsafe.MatchString(c.text); got != c.safe {
			t.Errorf("%q says that no lock is needed: %t", c.text, got)
		}
		if got := saysAlone.MatchString(c.text); got != c.alone && !c.safe {
			t.Errorf("%q says that nothing else may run: %t", c.text, got)
		}
		if got := forTests.MatchString(c.text); got != c.test {
			t.Errorf("%q says that only tests call: %t", c.text, got)
		}
	}
}
