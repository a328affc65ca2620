package page_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
	"github.com/mapconcur/mapconcur/internal/page"
)

const source = `package cache

func (c *Cache) Add(k string) {
	c.mu.Lock()
	c.entries[k] = "<script>alert(1)</script>" // the key
	c.mu.Unlock()
}

func (c *Cache) get(k string) string {
	return c.entries[k]
}
`

// sample returns a report of one package with one map and one finding.
func sample(t *testing.T) *page.Report {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "cache.go")
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	entries := inventory.Map{Name: "Cache.entries", Guard: &inventory.Guard{Name: "c.mu", Held: 1, Of: 2}, Lanes: []inventory.Lane{
		{Kind: inventory.Callers, Name: "callers", Accesses: []inventory.Access{{
			Posn: file + ":5:11", Op: "write", Expr: "c.entries", Func: "Cache.Add", Status: inventory.Guarded,
			Locks: []inventory.Lock{{Name: "c.mu", Guard: true}},
		}}},
		{Kind: inventory.Goroutine, Name: "goroutine", Start: inventory.Start{Posn: file + ":3:1", By: "New", Many: true}, Accesses: []inventory.Access{{
			Posn: file + ":10:18", Op: "read", Expr: "c.entries", Func: "Cache.get", Status: inventory.Racing,
		}}},
	}}
	found := finding.Finding{Package: "example.com/cache", Diagnostic: finding.Diagnostic{
		Category: "read-write", Posn: file + ":10:18", End: file + ":10:18", Message: "read of c.entries",
		Related: []finding.Related{{Posn: file + ":5:11", End: file + ":5:11", Message: "conflicting write"}},
		Trace: []finding.Path{
			{{Posn: file + ":10:18", Message: "Cache.get makes the read"}},
			{{Posn: file + ":3:1", Message: "any goroutine can call <Cache>.Add"}, {Posn: file + ":5:11", Message: "Cache.Add makes the write, holding c.mu"}},
		},
	}}
	return &page.Report{Origin: page.Origin{Version: "v1.2.3"}, URL: "https://example.com", Dir: dir, Packages: []page.Package{
		{Path: "example.com/cache", Maps: []inventory.Map{entries}, Findings: []page.Finding{
			{Finding: found, Fingerprint: "abc", Confidence: "proved", Owners: []string{"@team"}, Patch: "--- cache.go\n+++ cache.go\n@@ -1 +1 @@\n-old\n+new\n"},
		}},
		{Path: "example.com/quiet"},
	}}
}

// render writes a report in one of its forms.
func render(t *testing.T, form func(*page.Report, io.Writer) error, r *page.Report) string {
	t.Helper()
	var b strings.Builder
	if err := form(r, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	html := render(t, (*page.Report).HTML, sample(t))
	for _, part := range []string{
		"<p class=\"big\">50 %</p>",
		"held by 1 of 2",
		`<li class="guarded held" title="guarded">`,
		`<li class="racing none" title="racing">`,
		`<a href="#finding-1">finding</a>`,
		`c.entries[k] = &#34;&lt;script&gt;alert(1)&lt;/script&gt;&#34;</code>`, // escaped, without the comment
		`https://example.com#read-write`,
		`<span class="add">&#43;new`, `<span class="del">-old`,
		"1 more without shared maps",
		"started by <code>New</code>, cache.go:3",
		"<figcaption>path to first access</figcaption>",
		`owned by @team`, `title="how sure mapconcur is">proved<`, "<h4>How to repair it</h4>",
		"<li>any goroutine can call &lt;Cache&gt;.Add <code>cache.go:3:1</code></li>\n<li>Cache.Add makes the write, holding c.mu <code>cache.go:5:11</code></li>",
	} {
		if !strings.Contains(html, part) {
			t.Errorf("no %s", part)
		}
	}
	for class, want := range map[string]int{"access": 2, "start": 1} {
		if n := strings.Count(html, `class="line mark `+class+`"`); n != want {
			t.Errorf("%d lines are marked as %s, want %d", n, class, want)
		}
	}
	if n := strings.Count(html, "<figure"); n != 4 { // all places are near each other; two paths and the patch
		t.Errorf("%d figures, want 4", n)
	}
}

// TestEmpty draws a page of nothing.
func TestEmpty(t *testing.T) {
	html := render(t, (*page.Report).HTML, &page.Report{Origin: page.Origin{Version: "v1"}})
	if !strings.Contains(html, "None.") || !strings.Contains(html, `<p class="big">–</p>`) || strings.Contains(html, "<h2>Maps</h2>") {
		t.Errorf("got\n%s", html)
	}
	var got struct{ Totals struct{ Share *int } }
	if err := json.Unmarshal([]byte(render(t, (*page.Report).JSON, &page.Report{})), &got); err != nil || got.Totals.Share != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestShared leaves the report as it was: both forms can be written.
func TestShared(t *testing.T) {
	r := sample(t)
	before := render(t, (*page.Report).HTML, r)
	figures := render(t, (*page.Report).JSON, r)
	if strings.Contains(figures, r.Dir) || !strings.Contains(figures, `"posn": "cache.go:10:18"`) {
		t.Errorf("positions are not relative:\n%s", figures)
	}
	if render(t, (*page.Report).HTML, r) != before {
		t.Error("writing JSON has changed the page")
	}
}

// TestFindingsAreNotProved wants no package with a finding to be proved altogether, also where no
// access to a shared map is part of the finding.
func TestFindingsAreNotProved(t *testing.T) {
	guarded := inventory.Access{Posn: "a.go:1:1", Status: inventory.Guarded}
	for posn, want := range map[string]int{"a.go:1:1": 0, "a.go:9:1": 50} {
		r := &page.Report{Packages: []page.Package{{
			Path: "p", Maps: []inventory.Map{{Lanes: []inventory.Lane{{Accesses: []inventory.Access{guarded}}}}},
			Findings: []page.Finding{
				{Finding: finding.Finding{Diagnostic: finding.Diagnostic{Posn: posn}}, Fingerprint: "a"},
				{Finding: finding.Finding{Diagnostic: finding.Diagnostic{Posn: posn}}, Fingerprint: "b"},
			},
		}}}
		var got struct {
			Totals struct{ Share, Racing, Guarded int }
		}
		if err := json.Unmarshal([]byte(render(t, (*page.Report).JSON, r)), &got); err != nil {
			t.Fatal(err)
		}
		if got.Totals.Share != want || got.Totals.Racing != 1 {
			t.Errorf("a finding at %s: got %+v, want a share of %d", posn, got.Totals, want)
		}
	}
}

// TestOrigin shows what is known of the source, and nothing of what is not.
func TestOrigin(t *testing.T) {
	r := sample(t)
	if html := render(t, (*page.Report).HTML, r); !strings.Contains(html, `<p class="eyebrow">mapconcur v1.2.3</p>`) {
		t.Error("the page says more than the version")
	}
	r.Date, r.Commit, r.Modified = "2026-01-02", "abc123", true
	if html := render(t, (*page.Report).HTML, r); !strings.Contains(html, `mapconcur v1.2.3 · 2026-01-02 · commit <code>abc123</code> with changes</p>`) {
		t.Error("the page does not show date and commit")
	}
	if figures := render(t, (*page.Report).JSON, r); !strings.Contains(figures, `"date": "2026-01-02",
	"commit": "abc123",
	"modified": true,`) {
		t.Errorf("got\n%s", figures)
	}
}

// TestModuleScope marks what only the packages of the module together show.
func TestModuleScope(t *testing.T) {
	r := sample(t)
	const mark = `all packages of the module">module</span>`
	if strings.Contains(render(t, (*page.Report).HTML, r), mark) {
		t.Error("a finding of one package has the mark")
	}
	r.Packages[0].Findings[0].Scope = "module"
	if !strings.Contains(render(t, (*page.Report).HTML, r), mark) {
		t.Error("a finding of the module has no mark")
	}
	if !strings.Contains(render(t, (*page.Report).JSON, r), `"scope": "module"`) {
		t.Error("the figures have no scope")
	}
}

// TestSourceLinks links positions, those outside of the repository excepted.
func TestSourceLinks(t *testing.T) {
	r := sample(t)
	r.Source = page.SourceURL{Template: "https://example.com/{commit}/{file}#L{line}", Root: filepath.Dir(r.Dir), Commit: "abc"}
	html := render(t, (*page.Report).HTML, r)
	link := "https://example.com/abc/" + filepath.Base(r.Dir) + "/cache.go"
	for _, part := range []string{`<code class="posn"><a href="` + link + `#L10">cache.go:10:18</a>`, `<span class="n"><a href="` + link + `#L5">5</a></span>`} {
		if !strings.Contains(html, part) {
			t.Errorf("no %s", part)
		}
	}
	r.Source.Root = filepath.Join(r.Dir, "elsewhere")
	if strings.Contains(render(t, (*page.Report).HTML, r), "https://example.com/abc") {
		t.Error("a file outside of the repository has a link")
	}
}

func TestCheckSourceURL(t *testing.T) {
	for text, want := range map[string]string{
		"https://example.com/{commit}/{file}#L{line}": "",
		"http://localhost:8080/{file}":                "",
		"https://example.com/{commit}":                "has no {file}",
		"https://example.com/{file}/{nothing}":        "{nothing} is none of",
		"javascript:{file}":                           "does not begin with https://",
		"{file}":                                      "does not begin with https://",
		"":                                            "does not begin with https://",
		"https://[/{file}":                            "missing ']'",
	} {
		err := page.CheckSourceURL(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

// TestWithoutScript shows everything where no script runs: only the script folds, and filters
// count for screens alone.
func TestWithoutScript(t *testing.T) {
	html := render(t, (*page.Report).HTML, sample(t))
	body, _, _ := strings.Cut(html, "<script>")
	_, body, _ = strings.Cut(body, "</style>")
	if strings.Count(body, "<details") != strings.Count(body, "<details open>")+strings.Count(body, `<details class="starts" open>`) || strings.Contains(body, "off\"") {
		t.Error("something is folded or filtered out")
	}
	for _, part := range []string{`<form id="filter" hidden>`, `class="copy" hidden`} {
		if !strings.Contains(body, part) {
			t.Errorf("%s: what needs the script is shown without it", part)
		}
	}
	if n := strings.Count(html, ".off {"); n != 1 || !strings.Contains(html, "@media screen { .off {") {
		t.Error("print leaves out what is filtered")
	}
}

// TestStarts shows the start of a goroutine that is on a path, or of any if there is no path.
func TestStarts(t *testing.T) {
	r := sample(t)
	f := &r.Packages[0].Findings[0]
	f.Trace = f.Trace[:1] // the path without the start
	if strings.Contains(render(t, (*page.Report).HTML, r), `class="line mark start"`) {
		t.Error("the page shows the start of another goroutine")
	}
	f.Trace = nil
	if !strings.Contains(render(t, (*page.Report).HTML, r), `class="line mark start"`) {
		t.Error("the page does not show the start")
	}
}
