package output

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
)

const source = "package p\n\n/* 😀 é */ m[k] = 1\n// the end\n"

// report returns a report on two findings: one with a second place in a file
// outside the root and a fix of two files, the other of an unknown category.
func report(t *testing.T) *Report {
	t.Helper()
	dir := t.TempDir()
	root := filepath.Join(dir, "root")
	a, other := filepath.Join(root, "sub dir", "a,b.go"), filepath.Join(dir, "other.go")
	for _, name := range []string{a, other} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	at := strings.Index(source, "m[k]")
	return &Report{
		Tool: "mapconcur", Version: "v1.2.3", URL: "https://example.com/doc", Dir: filepath.Dir(a), Root: root,
		Messages: []string{"b.go:1:1: broken"}, Failed: true,
		Findings: []finding.Finding{
			{Package: "p", Diagnostic: finding.Diagnostic{
				Category: "write-write", Message: "write to m[k]: 100%\nmore", Posn: a + ":3:15", End: a + ":3:19",
				Related: []finding.Related{{Posn: other + ":1:1", End: other + ":1:1", Message: "conflicting write"}},
				Trace: []finding.Path{
					{{Posn: a + ":1:1", End: a + ":1:1", Message: "any goroutine can call [T].F"}, {Posn: a + ":3:15", End: a + ":3:15", Message: "T.F makes the write"}},
					{{Posn: other + ":1:1", End: other + ":1:1", Message: "G makes the write"}},
				},
				SuggestedFixes: []finding.Fix{{Message: "lock", Edits: []finding.Edit{
					{Filename: a, Start: at, End: at + len("m[k]"), New: "<x>"},
					{Filename: other, Start: 0, End: 0, New: "y\n"},
				}}, {Message: "nothing"}},
			}},
			{Package: "p", Diagnostic: finding.Diagnostic{Category: "explain", Message: "silent", Posn: a + ":1:1", End: a + ":1:1"}},
		},
	}
}

func write(t *testing.T, r *Report, format string) string {
	t.Helper()
	var b strings.Builder
	if err := r.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	r := report(t)
	if got, want := write(t, r, "text"), "a,b.go:3:15: write to m[k]: 100%\nmore (write-write)\na,b.go:1:1: silent\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r.Related = true
	if got, want := write(t, r, "text"), "\n\t../../other.go:1:1: conflicting write\n"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q in it", got, want)
	}
	r.Related, r.Trace = false, true
	want := "\n\tfirst access:\n\t\ta,b.go:1:1: any goroutine can call [T].F\n\t\ta,b.go:3:15: T.F makes the write\n" +
		"\tsecond access:\n\t\t../../other.go:1:1: G makes the write\n"
	if got := write(t, r, "text"); !strings.Contains(got, want) {
		t.Errorf("got %q, want %q in it", got, want)
	}
}

func TestGitHub(t *testing.T) {
	want := "::error file=sub dir/a%2Cb.go,line=3,col=15,title=mapconcur%3A write-write::write to m[k]: 100%25%0Amore\n" +
		"::notice file=sub dir/a%2Cb.go,line=1,col=1,title=mapconcur%3A explain::silent\n"
	if got := write(t, report(t), "github"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFormats(t *testing.T) {
	if err := new(Report).Write(nil, "xml"); err == nil || err.Error() != "want one of github, json, sarif, text" {
		t.Errorf("error %v", err)
	}
}

// TestSARIF compares the whole log, but for the rules, with what it has to be.
func TestSARIF(t *testing.T) {
	r := report(t)
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name, Version, InformationURI string
					Rules                         []struct {
						ID, HelpURI      string
						ShortDescription struct{ Text string }
					}
				}
			}
			Results    []map[string]any
			ColumnKind string
		}
	}
	text := write(t, r, "sarif")
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || run.ColumnKind != "utf16CodeUnits" || run.Tool.Driver.Name != "mapconcur" || len(run.Results) != 2 {
		t.Fatalf("got\n%s", text)
	}
	for i, c := range conflict.Categories() {
		rule := run.Tool.Driver.Rules[i]
		if rule.ID != string(c.ID) || rule.HelpURI != "https://example.com/doc#"+c.ID.Anchor() || rule.ShortDescription.Text != c.Title {
			t.Errorf("rule %d: %+v", i, rule)
		}
	}
	if !strings.Contains(text, `"executionSuccessful": false`) || !strings.Contains(text, "b.go:1:1: broken") {
		t.Errorf("what failed is not told:\n%s", text)
	}
	other := "file://" + filepath.ToSlash(filepath.Join(filepath.Dir(r.Root), "other.go"))
	want := `{
		"ruleId": "write-write", "ruleIndex": 0, "level": "error",
		"message": {"text": "write to m\\[k\\]: 100%\nmore: [conflicting write](1)"},
		"locations": [{"physicalLocation": {
			"artifactLocation": {"uri": "sub%20dir/a,b.go", "uriBaseId": "%SRCROOT%"},
			"region": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 16}}}],
		"relatedLocations": [{"id": 1, "message": {"text": "conflicting write"}, "physicalLocation": {
			"artifactLocation": {"uri": "` + other + `"},
			"region": {"startLine": 1, "startColumn": 1}}}],
		"codeFlows": [{"threadFlows": [
			{"id": "thread 1", "locations": [
				{"nestingLevel": 0, "location": {"message": {"text": "any goroutine can call \\[T\\].F"}, "physicalLocation": {
					"artifactLocation": {"uri": "sub%20dir/a,b.go", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 1, "startColumn": 1}}}},
				{"nestingLevel": 1, "executionOrder": 1, "location": {"message": {"text": "T.F makes the write"}, "physicalLocation": {
					"artifactLocation": {"uri": "sub%20dir/a,b.go", "uriBaseId": "%SRCROOT%"}, "region": {"startLine": 3, "startColumn": 12}}}}]},
			{"id": "thread 2", "locations": [
				{"nestingLevel": 0, "executionOrder": 1, "location": {"message": {"text": "G makes the write"}, "physicalLocation": {
					"artifactLocation": {"uri": "` + other + `"}, "region": {"startLine": 1, "startColumn": 1}}}}]}]}],
		"fixes": [{"description": {"text": "lock"}, "artifactChanges": [
			{"artifactLocation": {"uri": "sub%20dir/a,b.go", "uriBaseId": "%SRCROOT%"}, "replacements": [
				{"deletedRegion": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 16}, "insertedContent": {"text": "<x>"}}]},
			{"artifactLocation": {"uri": "` + other + `"}, "replacements": [
				{"deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}, "insertedContent": {"text": "y\n"}}]}]}]
	}`
	got := run.Results[0]
	if prints, _ := got["partialFingerprints"].(map[string]any); len(prints["mapconcur/v1"].(string)) != 32 {
		t.Errorf("fingerprints %v", prints)
	}
	delete(got, "partialFingerprints")
	if got, want := indent(t, got), indent(t, json.RawMessage(want)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if run.Results[1]["ruleIndex"] != -1.0 || run.Results[1]["level"] != "note" {
		t.Errorf("a result without a rule: %v", run.Results[1])
	}
}

// indent prints a value in one way, whatever the order of its members.
func indent(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var any any
	if err := json.Unmarshal(data, &any); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(any, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestNoFindings wants empty lists, not null.
func TestNoFindings(t *testing.T) {
	r := report(t)
	r.Findings = nil
	if got := write(t, r, "sarif"); !strings.Contains(got, `"results": []`) {
		t.Errorf("got\n%s", got)
	}
	if got := write(t, r, "json"); got != "{}\n" {
		t.Errorf("got %q", got)
	}
	if got := write(t, r, "text") + write(t, r, "github"); got != "" {
		t.Errorf("got %q", got)
	}
}
