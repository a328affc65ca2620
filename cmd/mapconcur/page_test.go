package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// threads has maps that several threads use through the same functions.
const threads = `
-- main.go --
package main

import (
	"net/http"
	"sync"
)

type table struct {
	mu sync.Mutex
	m  map[string]int
}

func (t *table) add(k string) {
	t.mu.Lock()
	t.m[k]++
	t.mu.Unlock()
}

func (t *table) serve(w http.ResponseWriter, r *http.Request) { t.add("request") }

func NewServer(t *table) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/a", t.serve)
	mux.HandleFunc("/b", func(w http.ResponseWriter, r *http.Request) { t.add("b") })
	return mux
}

func main() {
	t := &table{m: map[string]int{}}
	t.add("start")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { t.add("worker") })
	}
	go t.add("once")
	go t.add("again")
	alone()
	wg.Wait()
	http.ListenAndServe(":0", NewServer(t))
}

// alone uses a map on one goroutine, beside another that does not.
func alone() {
	done := make(chan bool)
	squares := map[int]int{}
	go func() { close(done) }()
	squares[1] = 1
	<-done
	squares[2] = 4
}
`

// TestReportLanes wants a lane for every thread that runs an access, and none twice: a handler is
// one thread, whoever registers it.
func TestReportLanes(t *testing.T) {
	t.Parallel()
	dir := module(t, threads)
	d, page := reported(t, dir, 0)
	if len(d.Packages) != 1 || len(d.Packages[0].Maps) != 1 {
		t.Fatalf("got packages %+v", d.Packages)
	}
	var lanes []string
	for _, l := range d.Packages[0].Maps[0].Lanes {
		text := l.Kind + " " + l.Name
		for _, s := range l.Also {
			text += " also " + s.By + strings.TrimPrefix(filepath.Base(s.Posn), "main.go")
		}
		if l.Many {
			text += " many"
		}
		for _, a := range l.Accesses {
			text += " " + a.Func + "=" + a.Op + ":" + a.Status
		}
		lanes = append(lanes, text)
	}
	want := []string{
		"main main table.add=write:guarded", "entry request handler many table.add=write:guarded",
		"goroutine goroutine also main:35:2 also main:36:2 many table.add=write:guarded",
	}
	if !slices.Equal(lanes, want) {
		t.Errorf("got lanes\n%s\nwant\n%s", strings.Join(lanes, "\n"), strings.Join(want, "\n"))
	}
	if strings.Contains(page, "ordered by") || d.Totals.Ordered != 0 {
		t.Errorf("accesses of one goroutine are ordered: %+v", d.Totals)
	}
}

// TestReportAgainst compares two reports. What is broken is not written over.
func TestReportAgainst(t *testing.T) {
	t.Parallel()
	dir := module(t, store)
	reported(t, dir, 0, "-commit=first", "-date=2026-01-02")
	report := func(args ...string) outcome {
		return mapconcur(t, dir, append([]string{"report", "-o", "r.json", "-o", "r.html", "-against"}, args...)...)
	}
	content := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	before := content("r.json")
	write(t, dir, "-- broken.json --\n{\n")
	report("none.json").check(t, 2, "", "flag -against: open none.json: no such file")
	report("broken.json").check(t, 2, "", "flag -against: broken.json is not a report of mapconcur in JSON")
	mapconcur(t, dir, "report", "-o", "new.html", "-against", "broken.json").check(t, 2, "", "not a report")
	if _, err := os.Stat(filepath.Join(dir, "new.html")); err == nil || content("r.json") != before {
		t.Error("a report is written in spite of the error")
	}
	// The file to compare with may be the one to write.
	write(t, dir, strings.NewReplacer("buggy/buggy.go", "more/more.go", "package buggy", "package more").Replace(buggy))
	write(t, dir, strings.Replace(store, "return s.items[k]", "return 0", 1))
	report("r.json").check(t, 0, "", "")
	for _, part := range []string{`"date": "2026-01-02"`, `"commit": "first"`, `"unchanged": 0`, `"package": "example.com/m/store"`} {
		if !strings.Contains(content("r.json"), part) {
			t.Errorf("no %s in\n%s", part, content("r.json"))
		}
	}
	for _, part := range []string{`1 new</li>`, `1 repaired</li>`, "of commit <code>first</code>"} {
		if !strings.Contains(content("r.html"), part) {
			t.Errorf("no %s in the page", part)
		}
	}
}

// TestReportOrigin shows the commit of git and links to it, unless the flags say something else.
func TestReportOrigin(t *testing.T) {
	t.Parallel()
	dir := module(t, store, "-- .github/CODEOWNERS --\n* @all\n/store/ @keepers @team/store\n")
	const links = "-source-url=https://example.com/{commit}/{file}#L{line}"
	mapconcur(t, dir, "report", "-o", "r.html", links).check(t, 2, "", "flag -source-url has {commit}, and git knows none here; name it with -commit")
	mapconcur(t, dir, "report", "-o", "r.html", "-commit=", links).check(t, 2, "", "flag -source-url has {commit}, but -commit is empty")
	mapconcur(t, dir, "report", "-o", "r.html", "-source-url=x").check(t, 2, "", `invalid value "x" for flag -source-url`)
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false"}, args...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "first")
	head := git("rev-parse", "HEAD")
	d, page := reported(t, filepath.Join(dir, "store"), 0, "-date=", links, ".")
	if d.Commit != head || d.Date != "" || d.Modified {
		t.Errorf("got commit %q, date %q, modified %t", d.Commit, d.Date, d.Modified)
	}
	for _, part := range []string{"https://example.com/" + head + "/store/store.go#L37", "commit <code>" + head + "</code></p>", "owned by @keepers, @team/store"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	write(t, dir, "-- store/more.go --\npackage store\n")
	if d, _ := reported(t, dir, 0); d.Modified || d.Date == "" {
		t.Errorf("with a new file: modified %t, date %q", d.Modified, d.Date)
	}
	write(t, dir, store+"\n// changed\n")
	if d, _ := reported(t, dir, 0); !d.Modified {
		t.Error("the changes are not noticed")
	}
	if d, _ := reported(t, dir, 0, "-commit=v1"); d.Commit != "v1" || d.Modified {
		t.Errorf("got commit %q, modified %t", d.Commit, d.Modified)
	}
}

// TestReportConfidence carries the confidence of each finding into the report.
func TestReportConfidence(t *testing.T) {
	t.Parallel()
	d, _ := reported(t, module(t, store, buggy), 0)
	got := map[string]string{}
	for _, p := range d.Packages {
		for _, f := range p.Findings {
			got[f.Category] = f.Confidence
		}
	}
	if len(got) != 2 || got["write-write"] != "proved" || got["read-write"] == "" {
		t.Errorf("got %v", got)
	}
}

// TestReportModule marks what only the packages of the module together show, and counts it: no
// package with findings is proved altogether.
func TestReportModule(t *testing.T) {
	t.Parallel()
	d, page := reported(t, module(t, runners), 0)
	p := d.Packages[0]
	if len(p.Findings) != 1 || p.Findings[0].Scope != "module" || p.Findings[0].Confidence != "likely" || p.Figures.Racing != 1 || *p.Figures.Share != 0 {
		t.Errorf("got %+v", p)
	}
	if !strings.Contains(page, ">module</span>") {
		t.Error("the page has no mark")
	}
}
