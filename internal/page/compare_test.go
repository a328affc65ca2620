package page_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/page"
)

// earlier writes the JSON form of a report and reads it as an earlier one.
func earlier(t *testing.T, r *page.Report) *page.Earlier {
	t.Helper()
	name := filepath.Join(t.TempDir(), "old.json")
	if err := os.WriteFile(name, []byte(render(t, (*page.Report).JSON, r)), 0o666); err != nil {
		t.Fatal(err)
	}
	e, err := page.ReadEarlier(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// found returns a package with findings of some fingerprints.
func found(path string, prints ...string) page.Package {
	p := page.Package{Path: path}
	for _, print := range prints {
		f := finding.Finding{Diagnostic: finding.Diagnostic{Category: "write-write", Posn: "a.go:1:1", Message: "about " + print}}
		p.Findings = append(p.Findings, page.Finding{Finding: f, Fingerprint: print})
	}
	return p
}

// TestCompare tells new findings from old ones, and those that are gone from those in packages
// that are not looked at.
func TestCompare(t *testing.T) {
	old := &page.Report{Origin: page.Origin{Version: "v1", Date: "2026-01-02", Commit: "c1"}, Packages: []page.Package{
		found("p", "kept", "twice", "twice", "gone"), found("left", "unseen"), found("q_test", "tested"),
	}}
	now := &page.Report{Origin: page.Origin{Version: "v2"}, Packages: []page.Package{found("p", "kept", "twice", "fresh"), found("q")}, Before: earlier(t, old)}
	var got struct {
		Against struct {
			Since    struct{ Version, Date, Commit string }
			New      []string
			Repaired []struct{ Fingerprint, Package, Message string }

			Unchanged, Unknown int
			OtherFlags         bool
			Totals             struct{ Findings int }
		}
	}
	if err := json.Unmarshal([]byte(render(t, (*page.Report).JSON, now)), &got); err != nil {
		t.Fatal(err)
	}
	a := got.Against
	var gone []string
	for _, f := range a.Repaired {
		gone = append(gone, f.Fingerprint)
	}
	if strings.Join(a.New, " ") != "fresh" || strings.Join(gone, " ") != "twice gone tested" || a.Unchanged != 2 || a.Unknown != 1 || a.Totals.Findings != 6 || a.OtherFlags {
		t.Errorf("got %+v", a)
	}
	if a.Since.Version != "v1" || a.Since.Date != "2026-01-02" || a.Since.Commit != "c1" {
		t.Errorf("got %+v", a.Since)
	}
	html := render(t, (*page.Report).HTML, now)
	for _, part := range []string{
		"The earlier report is of 2026-01-02, of commit <code>c1</code>, by mapconcur v1.</p>",
		`<li class="worse">1 new</li><li class="better">3 repaired</li><li>2 unchanged</li><li>1 in packages that are not in this report</li>`,
		`<th scope="row">Findings</th><td class="num">6</td><td class="num">3</td><td class="num better">-3</td>`,
		`about gone`, `<dd class="sub">1 new</dd>`,
	} {
		if !strings.Contains(html, part) {
			t.Errorf("no %s", part)
		}
	}
	if n := strings.Count(html, `<span class="badge new">new</span>`); n != 1 {
		t.Errorf("%d findings are marked as new", n)
	}
	now.Flags = []string{"-x"}
	if !strings.Contains(render(t, (*page.Report).HTML, now), "made with other flags or packages") {
		t.Error("the page does not say that the flags differ")
	}
}

// TestReadEarlier refuses what is no report.
func TestReadEarlier(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"":                                "not a report of mapconcur in JSON: EOF",
		"<<<<<<< HEAD":                    "not a report of mapconcur in JSON: invalid",
		"[]":                              "not a report of mapconcur in JSON",
		"{}":                              `its schema is "", not "mapconcur/report/1"`,
		`{"schema":"other/2"}`:            `its schema is "other/2"`,
		`{"version":1}`:                   "not a report of mapconcur in JSON",
		`{"schema":"mapconcur/report/1"}`: "has no totals",
		`{"schema":"mapconcur/report/1","totals":{}} x`:                                         "more behind the first object",
		`{"schema":"mapconcur/report/1","totals":{},"packages":[{"path":"p","findings":[{}]}]}`: `finding 1 of package "p" has no fingerprint`,
	} {
		name := filepath.Join(dir, "old.json")
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := page.ReadEarlier(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
	if _, err := page.ReadEarlier(filepath.Join(dir, "none.json")); err == nil {
		t.Error("no error for a file that does not exist")
	}
}
