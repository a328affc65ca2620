// A02: a package-level map literal that nothing writes.
//
// Safe because package initialisation happens before main.main, and after it
// there are only reads.
//
// Naive mistake: to report every package-level map without a lock which
// several goroutines use.
package publish

import "sync"

var statusCodes = map[string]int{"ok": 200, "gone": 410}

// MIMETypes is exported, but a literal all the same.
var MIMETypes = map[string]string{".go": "text/x-go", ".txt": "text/plain"}

var nestedCodes = map[string]map[int]string{
	"en": {200: "OK"},
	"de": {200: "In Ordnung"},
}

func statusCode(s string) int { return statusCodes[s] }

func knownStatus(s string) bool {
	_, ok := statusCodes[s]
	return ok
}

// UseA02 reads the tables from several goroutines and from the parent.
func UseA02() int {
	var wg sync.WaitGroup
	for _, s := range []string{"ok", "gone", "lost"} {
		go statusCode(s)
		wg.Go(func() { _ = knownStatus(s) })
		wg.Go(func() {
			for ext := range MIMETypes {
				_ = MIMETypes[ext]
			}
		})
		wg.Go(func() { _ = nestedCodes["de"][200] })
	}
	n := statusCode("ok") + len(MIMETypes) + len(nestedCodes["en"])
	wg.Wait()
	return n
}
