package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/finding"
)

func TestFinding(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy, clean)
	o := mapconcur(t, dir)
	o.check(t, 1, "buggy/buggy.go:", "")
	if !regexp.MustCompile(`^buggy/buggy\.go:[56]:\d+: [a-z][^\n]*[^.\n] \(write-write\)\n(\t[^\n]+\n)*$`).MatchString(o.stdout) {
		t.Errorf("not one finding in line 5 or 6:\n%s", o.stdout)
	}
	vet := goVet(t, dir, "./...")
	vet.check(t, 1, "", "buggy/buggy.go:")
	if !strings.Contains(vet.stderr, " (write-write)\n") {
		t.Errorf("go vet does not show the category:\n%s", vet.stderr)
	}
	if o := mapconcur(t, dir, "-json"); strings.Contains(o.stdout, "(write-write)") {
		t.Errorf("the category is in the message too:\n%s", o.stdout)
	}
}

func TestPathsAreRelative(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy, clean)
	mapconcur(t, filepath.Join(dir, "buggy")).check(t, 1, "buggy.go:", "")
	mapconcur(t, filepath.Join(dir, "clean"), "../buggy").check(t, 1, "../buggy/buggy.go:", "")
	mapconcur(t, filepath.Join(dir, "clean"), "example.com/m/...").check(t, 1, "../buggy/buggy.go:", "")
	mapconcur(t, filepath.Join(dir, "clean")).check(t, 0, "", "")
	mapconcur(t, dir, "buggy/buggy.go").check(t, 1, "buggy/buggy.go:", "")
}

func TestJSON(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy, clean)
	mapconcur(t, dir, "-json", "./clean").check(t, 0, "{}\n", "")
	o := mapconcur(t, dir, "-json", "./...")
	var got map[string]map[string][]struct{ Category, Posn, End, Message string }
	if err := json.Unmarshal([]byte(o.stdout), &got); err != nil {
		t.Fatalf("%v in:\n%s", err, o.stdout)
	}
	list := got["example.com/m/buggy"]["mapconcur"]
	if o.code != 1 || o.stderr != "" || len(got) != 1 || len(list) != 1 {
		t.Fatalf("got code %d, stdout:\n%s\nstderr:\n%s", o.code, o.stdout, o.stderr)
	}
	d := list[0]
	if !strings.HasPrefix(d.Posn, filepath.Join(dir, "buggy", "buggy.go")+":") || d.End == "" || d.Message == "" || d.Category != "write-write" {
		t.Errorf("got %+v", d)
	}
}

// TestVetTriesNoFixes wants plain go vet, which prints none, not to pay for fixes.
func TestVetTriesNoFixes(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	const fixes = `"suggested_fixes"`
	if o := goVet(t, dir, "-json", "./..."); strings.Contains(o.stdout+o.stderr, fixes) || !strings.Contains(o.stdout+o.stderr, `"posn"`) {
		t.Errorf("got %s%s, want a finding without fixes", o.stdout, o.stderr)
	}
	if o := goVet(t, dir, "-json", "-mapconcur.fixes=true", "./..."); !strings.Contains(o.stdout+o.stderr, fixes) {
		t.Errorf("got %s%s, want a finding with fixes", o.stdout, o.stderr)
	}
}

func TestFactsCrossPackages(t *testing.T) {
	t.Parallel()
	dir := module(t, cacheAndUser)
	mapconcur(t, dir, "./cache").check(t, 0, "", "")
	mapconcur(t, dir, "./...").check(t, 1, "user/user.go:", "")
	dir = module(t, cacheAndUser)
	goVet(t, dir, "./...").check(t, 1, "", "user/user.go:")
}

// TestIgnore silences a finding in both ways to run the analyzer.
func TestIgnore(t *testing.T) {
	t.Parallel()
	dir := module(t, strings.Replace(buggy, "go func() { m[1] = 1 }()", "go func() { m[1] = 1 }() //mapconcur:ignore nobody reads it", 1))
	mapconcur(t, dir).check(t, 0, "", "")
	mapconcur(t, dir, "-checks=read-write,directive").check(t, 0, "", "")
	goVet(t, dir, "./...").check(t, 0, "", "")
	dir = module(t, strings.Replace(buggy, "return 0", "return 0 //mapconcur:ignore nobody reads it", 1))
	mapconcur(t, dir, "-checks=directive").check(t, 1, "silences nothing", "")
	goVet(t, dir, "./...").check(t, 1, "", "silences nothing")
}

func TestBrokenPackages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, file, want string }{
		{"type", "package broken\n\nvar X int = undefined\n", "broken.go:3:13: undefined: undefined"},
		{"syntax", "package broken\n\nfunc {\n", "broken.go:3:6: "},
		{"import", "package broken\n\nimport _ \"example.org/none\"\n", "broken.go:3:8: "},
		{"empty", "", "broken.go:1:2: expected 'package'"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := module(t, buggy, "-- broken/broken.go --\n"+test.file+`
-- user/user.go --
package user

import _ "example.com/m/broken"
`)
			o := mapconcur(t, dir)
			o.check(t, 2, "buggy/buggy.go:", test.want)
			if n := strings.Count(o.stderr, test.want); n != 1 {
				t.Errorf("error told %d times:\n%s", n, o.stderr)
			}
			mapconcur(t, dir, "-json").check(t, 2, "buggy/buggy.go:", test.want)
		})
	}
}

func TestNothingToAnalyze(t *testing.T) {
	t.Parallel()
	empty := module(t)
	mapconcur(t, empty).check(t, 2, "", "matched no packages")
	mapconcur(t, empty, ".").check(t, 2, "", "no Go files in")
	mapconcur(t, t.TempDir()).check(t, 2, "", "main module")
	dir := module(t, buggy)
	mapconcur(t, dir, "./none").check(t, 2, "", "none")
	mapconcur(t, dir, "./none/...").check(t, 2, "", "none")
	mapconcur(t, dir, "./buggy", "./none").check(t, 2, "buggy/buggy.go:", "none")
	mapconcur(t, dir, "./buggy", "example.com/m/none/...").check(t, 2, "buggy/buggy.go:", "matched no packages")
}

func TestSilence(t *testing.T) {
	t.Parallel()
	dir := module(t, clean, "-- main.go --\npackage main\n\nfunc main() { println(1) }\n")
	mapconcur(t, dir).check(t, 0, "", "")
	mapconcur(t, dir, "errors").check(t, 0, "", "")
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	for _, test := range []struct {
		args   []string
		stderr string
	}{
		{[]string{"-none"}, "mapconcur: flag provided but not defined: -none\n"},
		{[]string{"-json=maybe"}, `invalid boolean value "maybe" for -json`},
		{[]string{"-checks=read-wirte"}, `invalid value "read-wirte" for flag -checks: unknown check "read-wirte"; known are all, write-write, `},
		{[]string{"-confidence", "sure"}, "want one of proved, likely, possible"},
		{[]string{"-tags"}, "flag needs an argument: -tags"},
		{[]string{"./buggy", "-json"}, "flag -json must come before the packages"},
		{[]string{"-vettool=x"}, "not defined: -vettool"},
	} {
		mapconcur(t, dir, test.args...).check(t, 2, "", test.stderr)
	}
}

func TestChecks(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	mapconcur(t, dir, "-checks=-write-write").check(t, 0, "", "")
	mapconcur(t, dir, "-checks", "write-write", "-confidence=proved").check(t, 1, "buggy/buggy.go:", "")
	goVet(t, dir, "-mapconcur.checks=read-write", "./...").check(t, 0, "", "")
	goVet(t, dir, "-mapconcur.checks=read-write,write-write", "./...").check(t, 1, "", "buggy/buggy.go:")
	goVet(t, dir, "-mapconcur.checks=none", "./...").check(t, 1, "", `unknown check "none"; known are all, write-write, `)
}

func TestTags(t *testing.T) {
	t.Parallel()
	dir := module(t, strings.Replace(buggy, "package buggy", "//go:build special\n\npackage buggy", 1), clean)
	mapconcur(t, dir).check(t, 0, "", "")
	mapconcur(t, dir, "-tags", "other,special").check(t, 1, "buggy/buggy.go:", "")
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, flag := range []string{"-h", "-help", "--help"} {
		o := mapconcur(t, dir, flag)
		o.check(t, 0, "usage: mapconcur", "")
		for line := range strings.Lines(o.stdout) {
			if len(line) > 120 {
				t.Errorf("%s prints a line of %d characters:\n%s", flag, len(line), line)
			}
		}
	}
	o := mapconcur(t, dir, "-version")
	if !regexp.MustCompile(`^mapconcur \S+ go1\.\S+\n$`).MatchString(o.stdout) || o.code != 0 {
		t.Errorf("-version: code %d, stdout %q", o.code, o.stdout)
	}
}

// TestNothingIsWritten runs in directories without write permission, and
// looks for changes, as root may write all the same.
func TestNothingIsWritten(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	for _, d := range []string{filepath.Join(dir, "buggy"), dir} {
		if err := os.Chmod(d, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(d, 0o755) })
	}
	before := tree(t, dir)
	mapconcur(t, dir).check(t, 1, "buggy/buggy.go:", "")
	if after := tree(t, dir); after != before {
		t.Errorf("files changed from\n%s\nto\n%s", before, after)
	}
}

// TestRunsAgree has packages enough that go vet ends them in any order.
func TestRunsAgree(t *testing.T) {
	t.Parallel()
	slow(t)
	dir := module(t)
	for i := range 8 {
		name := fmt.Sprintf("p%d", i)
		write(t, dir, strings.ReplaceAll(buggy, "buggy", name))
		write(t, dir, "-- broken"+name+"/x.go --\npackage broken\n\nvar X int = undefined\n")
	}
	for _, args := range [][]string{{"./..."}, {"-json", "./..."}} {
		first := mapconcur(t, dir, args...)
		first.check(t, 2, "p0/p0.go:", "undefined")
		for range 4 {
			if again := mapconcur(t, dir, args...); again != first {
				t.Fatalf("got %+v\nand then %+v", first, again)
			}
		}
	}
}

// TestDemo wants one finding in each line of the demo that is marked as a bug
// and none elsewhere.
func TestDemo(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "testdata/demo/*/*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel(root, file)
		for i, line := range strings.Split(string(data), "\n") {
			if strings.Contains(line, "// BUG ") {
				want = append(want, fmt.Sprintf("%s:%d", filepath.ToSlash(rel), i+1))
			}
		}
	}
	o := mapconcur(t, root, "./testdata/demo/...")
	o.check(t, 1, "testdata/demo/buggy/", "")
	var got []string
	for _, p := range positions(o.stdout) {
		got = append(got, fmt.Sprintf("%s:%d", p.File, p.Line))
	}
	if len(want) != 5 || !slices.Equal(got, want) {
		t.Errorf("got findings at\n%q\nwant\n%q\nin\n%s", got, want, o.stdout)
	}
}

// positions returns the places of the findings that text lists.
func positions(text string) []finding.Position {
	var list []finding.Position
	for line := range strings.Lines(text) {
		if posn, _, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(line, "\t") {
			list = append(list, finding.ParsePosition(posn))
		}
	}
	return list
}
