package baseline

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// at returns a finding in a package whose only line is code.
func at(t *testing.T, dir, pkg, code string) finding.Finding {
	t.Helper()
	name := filepath.Join(dir, pkg+".go")
	if err := os.WriteFile(name, []byte(code+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	return finding.Finding{Package: pkg, Diagnostic: finding.Diagnostic{Category: "write-write", Posn: name + ":1:1"}}
}

func TestApply(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "base.json")
	flags := []string{"-tags=x"}
	a, b, gone := at(t, dir, "a", "m[1] = 1"), at(t, dir, "b", "m[2] = 2"), at(t, dir, "gone", "m[3] = 3")
	all := func(string) bool { return true }
	if err := New(name, flags, []finding.Finding{a, b, gone}, nil, all).Write(name); err != nil {
		t.Fatal(err)
	}
	base, err := Read(name)
	if err != nil {
		t.Fatal(err)
	}
	if e := base.Findings[0]; len(base.Findings) != 3 || e.File != "a.go" || e.Code != "m[1] = 1" || e.Package != "a" {
		t.Errorf("read %+v", base)
	}
	only := func(pkgs ...string) func(string) bool {
		return func(pkg string) bool { return slices.Contains(pkgs, pkg) }
	}
	if err := os.Remove(filepath.Join(dir, "gone.go")); err != nil {
		t.Fatal(err)
	}
	c := at(t, dir, "c", "m[4] = 4")
	for _, test := range []struct {
		name         string
		flags        []string
		found        []finding.Finding
		analyzed     func(string) bool
		fresh, stale []string
	}{
		{"nothing new", flags, []finding.Finding{a, b}, all, nil, []string{"gone.go"}},
		{"new, and one twice", flags, []finding.Finding{a, a, b, c}, all, []string{"a", "c"}, []string{"gone.go"}},
		{"repaired", flags, []finding.Finding{b}, all, nil, []string{"a.go", "gone.go"}},
		{"other packages", flags, nil, only("b"), nil, []string{"b.go", "gone.go"}},
		{"other flags", nil, []finding.Finding{c}, all, []string{"c"}, nil},
	} {
		fresh, stale := base.Apply(name, test.flags, test.found, test.analyzed)
		var gotFresh, gotStale []string
		for _, f := range fresh {
			gotFresh = append(gotFresh, f.Package)
		}
		for _, e := range stale {
			gotStale = append(gotStale, e.File)
		}
		if !slices.Equal(gotFresh, test.fresh) || !slices.Equal(gotStale, test.stale) {
			t.Errorf("%s: fresh %q, stale %q, want %q, %q", test.name, gotFresh, gotStale, test.fresh, test.stale)
		}
	}
	kept := New(name, flags, nil, base, only("b"))
	if len(kept.Findings) != 1 || kept.Findings[0].Package != "a" {
		t.Errorf("written after a run over b: %+v, want that of a", kept.Findings)
	}
}

// TestSites wants an entry for each access of a finding, which is new if one of them is.
func TestSites(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "base.json")
	all := func(string) bool { return true }
	a, b, c := at(t, dir, "a", "m[1] = 1"), at(t, dir, "b", "m[2] = 2"), at(t, dir, "c", "m[3] = 3")
	join := func(head finding.Finding, others ...finding.Finding) finding.Finding {
		for _, o := range others {
			head.Related = append(head.Related, finding.Related{Posn: o.Posn, Message: finding.Also("write to m", "write-write")})
		}
		return head
	}
	base := New(name, nil, []finding.Finding{join(a, b)}, nil, all)
	if len(base.Findings) != 2 {
		t.Errorf("wrote %+v, want 2 entries", base.Findings)
	}
	for _, test := range []struct {
		found        []finding.Finding
		fresh, stale int
	}{
		{[]finding.Finding{join(a, b)}, 0, 0},
		{[]finding.Finding{a}, 0, 1},
		{[]finding.Finding{join(a, b, c)}, 1, 0},
	} {
		if fresh, stale := base.Apply(name, nil, test.found, all); len(fresh) != test.fresh || len(stale) != test.stale {
			t.Errorf("%d related places: fresh %v, stale %v", len(test.found[0].Related), fresh, stale)
		}
	}
}

func TestBroken(t *testing.T) {
	name := filepath.Join(t.TempDir(), "base.json")
	for content, want := range map[string]string{
		"":                                "not a baseline file: EOF",
		"{":                               "not a baseline file: unexpected EOF",
		"[]":                              "not a baseline file: json: cannot unmarshal",
		"{}":                              "version 0; this mapconcur knows version 1",
		`{"version": 2}`:                  "version 2",
		`{"version": 1, "x": 1}`:          `unknown field "x"`,
		`{"version": 1} {}`:               "more behind",
		`{"version": 1}}`:                 "more behind",
		`{"version": 1, "findings":[{}]}`: "finding 1 has no fingerprint",
		"<<<<<<< HEAD\n{\"version\": 1}":  "not a baseline file: invalid character",
	} {
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", content, err, want)
		}
	}
}

// TestNotWritten wants no file, and no remains, where none can be written.
func TestNotWritten(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "base.json")
	if err := os.Mkdir(name, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := New(name, nil, nil, nil, nil).Write(name); err == nil {
		t.Error("written over a directory")
	}
	if err := New(name, nil, nil, nil, nil).Write(filepath.Join(dir, "none", "base.json")); err == nil {
		t.Error("written to a directory that does not exist")
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}

// FuzzRead reads files that nobody has written. One that is read is written and
// read again without a change, and no finding of nobody's is in it.
func FuzzRead(f *testing.F) {
	dir := f.TempDir()
	f.Add([]byte(`{"version": 1, "flags": ["-tags=x"], "findings": [{"fingerprint": "0a", "package": "p", "file": "a.go", "code": "m[1] = 1"}]}`))
	f.Add([]byte(`{"version": 1, "findings": [{"fingerprint": "0a", "package": "p", "file": "/", "code": "\u0000"}, {"fingerprint": "0a", "package": "p"}]}`))
	f.Add([]byte(`{"Version": 1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(dir, "base.json")
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
		b, err := Read(name)
		if err != nil {
			return
		}
		fresh, stale := b.Apply(name, b.Flags, nil, func(string) bool { return true })
		if len(fresh) > 0 || len(stale) != len(b.Findings) {
			t.Errorf("%d new findings of none, %d of %d repaired", len(fresh), len(stale), len(b.Findings))
		}
		if err := b.Write(name); err != nil {
			t.Fatal(err)
		}
		if again, err := Read(name); err != nil || !reflect.DeepEqual(again, b) {
			t.Errorf("read %+v, %v after writing %+v", again, err, b)
		}
	})
}
