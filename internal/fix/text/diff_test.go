package text

import (
	"strings"
	"testing"
)

// TestDiff rebuilds the second text from the first one and the hunks.
func TestDiff(t *testing.T) {
	texts := []string{"", "a", "abc", "xabc", "abcx", "axbxc", "abcabba", "cbabac", "aaaa", "aabaa", "zzz", "abczdefz"}
	for _, from := range texts {
		for _, to := range texts {
			a, b := strings.Split(from, ""), strings.Split(to, "")
			var got strings.Builder
			x, size := 0, 0
			for _, h := range diff(a, b) {
				got.WriteString(strings.Join(a[x:h.from], "") + strings.Join(b[h.newFrom:h.newTo], ""))
				x = h.to
				size += h.to - h.from + h.newTo - h.newFrom
			}
			got.WriteString(strings.Join(a[x:], ""))
			if got.String() != to {
				t.Errorf("diff(%q, %q) leads to %q", from, to, got.String())
			}
			if strings.Contains(to, from) && size != len(to)-len(from) {
				t.Errorf("diff(%q, %q) has %d lines, want %d", from, to, size, len(to)-len(from))
			}
		}
	}
}

func TestUnified(t *testing.T) {
	got := Unified("f", "1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nfive\n6\n7\n")
	want := "--- f\n+++ f\n@@ -2,5 +2,6 @@\n 2\n 3\n 4\n-5\n+five\n 6\n+7\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Unified("f", "1\n", "1\n"); got != "" {
		t.Errorf("got a difference of equal files:\n%s", got)
	}
}
