// A70: closures that run synchronously.
//
// Safe because sort.Slice, slices.SortFunc, filepath.WalkDir, strings.Map and
// the like call the function on the goroutine that called them.
//
// Naive mistake: to take a literal which is passed to a function for a
// goroutine, and to pair its accesses with those of the surrounding function,
// or to lose the lock that is held around the call.
package iterate

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
)

func orderKeys(m map[string]int, ks []string) {
	m["ordered"]++
	sort.Slice(ks, func(i, j int) bool {
		m["compared"]++
		return m[ks[i]] < m[ks[j]]
	})
	slices.SortFunc(ks, func(a, b string) int { return m[a] - m[b] })
	m["ordered"]++
}

func countFiles(root string, m map[string]int) error {
	return filepath.WalkDir(root, func(p string, _ fs.DirEntry, err error) error {
		m[p]++
		return err
	})
}

func countRunes(s string) map[rune]int {
	m := map[rune]int{}
	strings.Map(func(r rune) rune {
		m[r]++
		return r
	}, s)
	m['.'] = strings.IndexFunc(s, func(r rune) bool { return m[r] > 1 })
	return m
}

func expandVars(s string, vars map[string]string) string {
	return os.Expand(s, func(k string) string {
		v, ok := vars[k]
		if !ok {
			vars[k] = "unset"
		}
		return v
	})
}

// lockedOrder holds the lock around the calls; the literals run under it.
type lockedOrder struct {
	mu   sync.Mutex
	rank map[string]int
}

func (l *lockedOrder) sort(ks []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.SortFunc(ks, func(a, b string) int {
		return l.rank[a] - l.rank[b]
	})
	if i := sort.Search(len(ks), func(i int) bool { return l.rank[ks[i]] > 3 }); i < len(ks) {
		l.rank[ks[i]] = i
	}
}

func (l *lockedOrder) bump(ks ...string) {
	l.mu.Lock()
	_ = slices.ContainsFunc(ks, func(k string) bool {
		l.rank[k]++
		return false
	})
	l.mu.Unlock()
}

// visitEach is a function of the program that calls its parameter.
func visitEach(ks []string, f func(string)) {
	for _, k := range ks {
		f(k)
	}
}

func (l *lockedOrder) visit(ks []string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	add := func(k string) {
		l.rank[k]++
		n += l.rank[k]
	}
	visitEach(ks, add)
	add("last")
	return n
}

// UseA70 runs them in goroutines as well, each with maps of its own, and shares
// the object with a lock.
func UseA70() int {
	l := &lockedOrder{rank: map[string]int{}}
	for range 3 {
		go orderKeys(map[string]int{}, []string{"b", "a"})
		go countRunes("hello")
		go expandVars("$a $b", map[string]string{})
		go l.sort([]string{"b", "a"})
		go l.bump("a", "b")
		go l.visit([]string{"c"})
	}
	m := map[string]int{}
	orderKeys(m, []string{"x", "y"})
	if err := countFiles(os.DevNull, m); err != nil {
		return 0
	}
	l.sort([]string{"z", "y"})
	l.bump("z")
	return len(m) + len(countRunes("parent")) + l.visit([]string{"z"})
}
