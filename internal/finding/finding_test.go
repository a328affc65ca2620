package finding

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOrder(t *testing.T) {
	var list []Finding
	for _, posn := range []string{"b.go:2:1", "a.go:10:1", "a.go:9:2", "a.go:9:10", "a.go", "-"} {
		list = append(list, Finding{Diagnostic: Diagnostic{Posn: posn}})
	}
	slices.SortFunc(list, Compare)
	var got []string
	for _, f := range list {
		got = append(got, f.Posn)
	}
	want := []string{"-", "a.go", "a.go:9:2", "a.go:9:10", "a.go:10:1", "b.go:2:1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParsePosition(t *testing.T) {
	for s, want := range map[string]Position{
		"a.go:1:2":       {"a.go", 1, 2},
		"a.go:1":         {"a.go", 1, 0},
		"a.go":           {"a.go", 0, 0},
		`C:\d\a.go:1:2`:  {`C:\d\a.go`, 1, 2},
		"d:1/a.go:12:34": {"d:1/a.go", 12, 34},
		"-":              {"-", 0, 0},
	} {
		if got := ParsePosition(s); got != want {
			t.Errorf("%q: got %+v, want %+v", s, got, want)
		}
	}
}

func TestMapFiles(t *testing.T) {
	d := Diagnostic{
		Posn: "/a/x.go:1:2", End: "/a/x.go:1:4",
		SuggestedFixes: []Fix{{Edits: []Edit{{Filename: "/a/x.go"}}}},
		Related:        []Related{{Posn: "/a/y.go:3:4", End: "/a/y.go"}},
	}
	d.MapFiles(func(file string) string { return strings.Replace(file, "/a/", "/long/", 1) })
	got := []string{d.Posn, d.End, d.SuggestedFixes[0].Edits[0].Filename, d.Related[0].Posn, d.Related[0].End}
	want := []string{"/long/x.go:1:2", "/long/x.go:1:4", "/long/x.go", "/long/y.go:3:4", "/long/y.go"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// file writes a file and returns its name.
func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestColumns(t *testing.T) {
	name := file(t, "package p\n\tm[\"é€😀\"] = 1\r\n\xff\xfe x\nlast")
	var s Sources
	for _, test := range []struct{ line, column, want int }{
		{1, 1, 1},
		{2, 2, 2},
		{2, 5, 5},              // é
		{2, 7, 6},              // €
		{2, 10, 7},             // 😀, two units
		{2, 14, 9},             // "
		{3, 3, 3},              // bytes that are no text count one by one
		{4, 5, 5},              // the end of the file
		{4, 99, 99}, {9, 1, 1}, // the file is not what it was
	} {
		if got := s.Column(Position{name, test.line, test.column}); got != test.want {
			t.Errorf("%d:%d: column %d, want %d", test.line, test.column, got, test.want)
		}
	}
	text := s.Text(name)
	if line, column := s.Offset(name, strings.Index(text, "😀")+len("😀")); line != 2 || column != 9 {
		t.Errorf("offset behind 😀: %d:%d, want 2:9", line, column)
	}
	if line, column := s.Offset(name, 10_000); line != 4 || column != 5 {
		t.Errorf("offset behind the end: %d:%d, want 4:5", line, column)
	}
	if got := s.Line(name, 2); got != "\tm[\"é€😀\"] = 1" {
		t.Errorf("line 2: %q", got)
	}
	if got := s.Text("none.go"); got != "" {
		t.Errorf("no file: %q", got)
	}
}

func TestFingerprints(t *testing.T) {
	find := func(text, category string, lines ...string) []string {
		name := file(t, text)
		var list []Finding
		for _, line := range lines {
			list = append(list, Finding{"p", Diagnostic{Category: category, Posn: name + ":" + line + ":1", Message: "on line " + line}})
		}
		return Fingerprints(list, new(Sources))
	}
	before := find("\tm[1] = 1\nm[1] = 1\nm[2] = 1\n", "c", "1", "2", "3")
	after := find("// moved\n\n  m[1]  = 1\n\n\n\nm[1] = 1\nm[2] = 1\n", "c", "3", "7", "8")
	if !slices.Equal(before, after) {
		t.Errorf("fingerprints changed from %q to %q", before, after)
	}
	if before[0] == before[1] || before[0] == before[2] {
		t.Errorf("fingerprints do not differ: %q", before)
	}
	if other := find("m[1] = 1\n", "d", "1"); other[0] == before[0] {
		t.Errorf("fingerprints of two categories do not differ")
	}
}
