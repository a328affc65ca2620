package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestExplainRules wants one table for all packages, below the findings: evidence for the
// findings, vetoes against the pairs that are silent.
func TestExplainRules(t *testing.T) {
	t.Parallel()
	second := strings.ReplaceAll(buggy, "buggy", "second")
	dir := module(t, buggy, second, clean, `
-- locks/locks.go --
package locks

import "sync"

func Sum() int {
	var mu sync.Mutex
	m := map[int]int{}
	go func() {
		mu.Lock()
		defer mu.Unlock()
		m[1] = 1
	}()
	mu.Lock()
	defer mu.Unlock()
	return m[1]
}
`)
	o := mapconcur(t, dir, "-explain=rules", "./...")
	o.check(t, 1, "buggy/buggy.go:", "")
	for _, row := range []string{
		`kind +spoke +alone +rule`,
		`evidence +2 +2 +a goroutine that is seen to start`,
		`veto +2 +1 +common lock`,
	} {
		if n := len(regexp.MustCompile(`(?m)^`+row+`$`).FindAllString(o.stdout, -1)); n != 1 {
			t.Errorf("%d rows like %q in\n%s", n, row, o.stdout)
		}
	}
	if strings.Contains(o.stdout, "silent:") {
		t.Errorf("the pairs are listed too:\n%s", o.stdout)
	}
	mapconcur(t, dir, "-explain=rules", "./locks").check(t, 0, "common lock", "")
	mapconcur(t, dir, "-explain=rules", "-json").check(t, 2, "", "goes with -format=text alone")
	mapconcur(t, dir, "-explain=rules", "-fix").check(t, 2, "", "goes with -format=text alone")
	mapconcur(t, dir, "-explain=perhaps").check(t, 2, "", "-explain")
	mapconcur(t, dir, "-explain=true", "./locks").check(t, 1, "silent: ", "")
}
