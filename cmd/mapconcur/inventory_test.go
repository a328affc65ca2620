package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// store has one map with a guard, which a goroutine, a handler and callers
// reach, one that a channel orders, and one without anything.
const store = `
-- store/store.go --
package store

import (
	"net/http"
	"sync"
)

type Store struct {
	mu    sync.RWMutex
	items map[string]int
}

func New() *Store {
	s := &Store{items: map[string]int{}}
	go s.clean()
	return s
}

func (s *Store) clean() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.items)
}

func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_ = s.items["<script>"]
}

func (s *Store) Put(k string) {
	s.mu.Lock()
	s.items[k]++
	s.mu.Unlock()
}

func (s *Store) Forgets(k string) int { return s.items[k] }

func Ordered() int {
	squares := map[int]int{}
	done := make(chan bool)
	go func() {
		squares[2] = 4
		close(done)
	}()
	<-done
	return squares[2]
}
`

// A dashboard is what somebody reads of the JSON form of a report.
type dashboard struct {
	Schema   string
	Date     string
	Commit   string
	Modified bool
	Totals   figures
	Packages []struct {
		Path    string
		Figures figures
		Maps    []struct {
			Name, In string
			Guard    *struct {
				Name     string
				Held, Of int
			}
			Lanes []struct {
				Kind, Name, By, Posn string
				Many                 bool
				Also                 []struct{ Posn, By string }
				Accesses             []struct{ Posn, Op, Func, Status string }
			}
		}
		Findings []struct{ Fingerprint, Category, Posn, Message, Patch, Confidence, Scope string }
	}
	Messages []string
}

type figures struct {
	Packages, Maps, Accesses, Guarded, Ordered, Racing, Unproved, Findings int
	Share                                                                  *int
	Categories                                                             map[string]int
}

// reported runs the report command with both forms and reads them.
func reported(t *testing.T, dir string, code int, args ...string) (d dashboard, page string) {
	t.Helper()
	o := mapconcur(t, dir, append([]string{"report", "-o", "r.html", "-o", "r.json"}, args...)...)
	if o.code != code || o.stdout != "" {
		t.Fatalf("got code %d, want %d\n%s%s", o.code, code, o.stdout, o.stderr)
	}
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if err := json.Unmarshal(read("r.json"), &d); err != nil {
		t.Fatal(err)
	}
	return d, string(read("r.html"))
}

// TestReportAssumes wants an access that only an assumption keeps apart from others
// not to count as proved: two unknown elements of a map may be one.
func TestReportAssumes(t *testing.T) {
	t.Parallel()
	dir := module(t, `
-- users/users.go --
package users

import (
	"encoding/json"
	"net/http"
)

type user struct{ Prefs map[string]string }

type server struct{ users map[string]*user }

func (s *server) set(w http.ResponseWriter, r *http.Request) {
	s.users[r.FormValue("id")].Prefs["a"] = "b"
}

func (s *server) get(w http.ResponseWriter, r *http.Request) {
	json.NewEncoder(w).Encode(s.users[r.FormValue("id")])
}

func Handle() {
	s := &server{users: map[string]*user{}}
	http.HandleFunc("/set", s.set)
	http.HandleFunc("/get", s.get)
}
`)
	d, _ := reported(t, dir, 0)
	m := d.Packages[0].Maps[1]
	if m.Name != "user.Prefs" {
		t.Fatalf("got map %s", m.Name)
	}
	for _, l := range m.Lanes {
		for _, a := range l.Accesses {
			if a.Status == "ordered" || a.Op == "read" && a.Status != "unproved" {
				t.Errorf("%s %s is %s", a.Op, a.Posn, a.Status)
			}
		}
	}
	o := mapconcur(t, dir, "-explain")
	if !strings.Contains(o.stdout, "(read) is unproved (different elements, if their keys differ)") {
		t.Errorf("got\n%s", o.stdout)
	}
}

func TestReportFigures(t *testing.T) {
	t.Parallel()
	dir := module(t, store, clean)
	d, page := reported(t, dir, 0)
	sum := d.Totals
	if d.Schema != "mapconcur/report/1" || sum.Packages != 2 || sum.Maps != 3 || sum.Accesses != 7 || sum.Guarded != 4 || sum.Ordered != 2 || sum.Racing != 1 ||
		sum.Findings != 1 || *sum.Share != 85 || sum.Categories["read-write"] != 1 {
		t.Errorf("got totals %+v", sum)
	}
	if p := d.Packages[0]; p.Path != "example.com/m/clean" || p.Figures.Share == nil || *p.Figures.Share != 100 || len(p.Maps) != 1 {
		t.Errorf("got %+v", p)
	}
	p := d.Packages[1]
	if f := p.Findings[0]; f.Posn != "store/store.go:37:55" || f.Category != "read-write" || len(f.Fingerprint) != 32 || !strings.Contains(f.Patch, "+\ts.mu.RLock()\n") {
		t.Errorf("got finding %+v", f)
	}
	items := p.Maps[0]
	if items.Name != "Store.items" || items.Guard == nil || items.Guard.Name != "s.mu" || items.Guard.Held != 3 || items.Guard.Of != 4 {
		t.Errorf("got map %+v", items)
	}
	var lanes []string
	for _, l := range items.Lanes {
		text := l.Kind + " " + l.By
		for _, a := range l.Accesses {
			text += " " + a.Op + ":" + a.Status
		}
		lanes = append(lanes, text)
	}
	want := []string{"callers  write:guarded read:racing", "entry  read:guarded", "goroutine New clear:guarded"}
	if !slices.Equal(lanes, want) {
		t.Errorf("got lanes %q, want %q", lanes, want)
	}
	if m := p.Maps[1]; m.Name != "squares" || m.In != "Ordered" || m.Guard != nil || len(m.Lanes) != 2 {
		t.Errorf("got map %+v", m)
	}
	for _, part := range []string{"Store.items", "held by 3 of 4", "83 %", "proposed patch", "New</code>, store.go:15", `s.items[&#34;&lt;script&gt;&#34;]`} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	if strings.Contains(page, dir) {
		t.Errorf("the page names the directory %s", dir)
	}
	again, samePage := reported(t, dir, 0)
	if len(again.Packages) != 2 || samePage != page {
		t.Error("two reports of one module differ")
	}
}

// TestReportSelfContained wants a page that loads nothing.
func TestReportSelfContained(t *testing.T) {
	t.Parallel()
	_, page := reported(t, module(t, store), 0)
	if m := regexp.MustCompile(`(?i)<(script [^>]|link|img|iframe)|@import|url\(|\bsrc=`).FindString(page); m != "" {
		t.Errorf("the page has %q", m)
	}
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[1], "#") && !strings.HasPrefix(m[1], "https://github.com/mapconcur/mapconcur/blob/main/docs/checks.md#") {
			t.Errorf("the page leads to %s", m[1])
		}
		if id, ok := strings.CutPrefix(m[1], "#"); ok && !strings.Contains(page, `id="`+id+`"`) {
			t.Errorf("the page has no %s", m[1])
		}
	}
}

func TestReportFlags(t *testing.T) {
	t.Parallel()
	dir := module(t, store)
	mapconcur(t, dir, "report").check(t, 2, "", "report needs -o")
	mapconcur(t, dir, "report", "-o", "r.pdf").check(t, 2, "", "neither in .html nor in .json")
	mapconcur(t, dir, "report", "-o", "none/r.html").check(t, 2, "", "no such file or directory")
	mapconcur(t, dir, "report", "-o", "r.html", "-fix").check(t, 2, "", "report does not take flag -fix")
	mapconcur(t, dir, "-o", "r.html").check(t, 2, "", "-o")
	if d, _ := reported(t, dir, 0, "-checks=-read-write"); d.Totals.Findings != 0 || d.Totals.Racing != 0 || d.Totals.Unproved != 1 {
		t.Errorf("without the category: %+v", d.Totals)
	}
}

// TestReportOfBrokenPackage reports on the others, says so, and ends with 2.
func TestReportOfBrokenPackage(t *testing.T) {
	t.Parallel()
	dir := module(t, store, "-- broken/broken.go --\npackage broken\n\nvar X int = undefined\n")
	d, page := reported(t, dir, 2)
	if len(d.Messages) != 1 || !strings.Contains(d.Messages[0], "undefined") || d.Totals.Findings != 1 || !strings.Contains(page, "Not analyzed") {
		t.Errorf("got messages %q, totals %+v", d.Messages, d.Totals)
	}
}

// TestReportInAnotherCheckout wants the files at hand where go vet answers from
// what it keeps of another checkout.
func TestReportInAnotherCheckout(t *testing.T) {
	t.Parallel()
	for range 2 {
		dir := module(t, strings.ReplaceAll(store, "squares", "elsewhere"))
		start(t, dir, []string{"GOFLAGS=-trimpath"}, os.Getenv(binaryEnv), "report", "-o", "r.html").check(t, 0, "", "")
		data, err := os.ReadFile(filepath.Join(dir, "r.html"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), "elsewhere[2] = 4") || !strings.Contains(string(data), "clear(s.items)") {
			t.Error("the page has no code")
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	o := mapconcur(t, module(t, store), "-explain")
	o.check(t, 1, "map: Store.items is guarded by s.mu, which 3 of 4 accesses hold", "")
	for _, part := range []string{
		"access: s.items (clear) is guarded; reached by goroutine started on line 15 of store.go with s.mu\n",
		"access: s.items (read) is guarded; reached by request handler (several at once) with s.mu for reading\n",
		"access: s.items (read) is racing; reached by callers without a lock\n",
		"map: squares in Ordered has no guard\n",
		"silent: write to squares and read on line 47: ",
	} {
		if !strings.Contains(o.stdout, part) {
			t.Errorf("no %q in\n%s", part, o.stdout)
		}
	}
}
