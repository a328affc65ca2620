package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pages are what users read.
var pages = []string{"README.md", "CONTRIBUTING.md", "docs/ci.md", "docs/editors.md"}

// elsewhere says which test runs a command that the tests here do not.
var elsewhere = map[string]string{
	".ci/run":       "it runs the tests",
	"go test ./...": "it runs the tests",
	"go test -run '^$' -fuzz FuzzSource -fuzztime 10m -fuzzminimizetime 20x ./analyzer": "it finds what there is no test for",
	"go test -tags whole -run Whole -v -timeout 60m ./analyzer":                         "it is a test",
	"golangci-lint custom":                       "TestGolangciDriver",
	"./golangci-lint-mapconcur run ./...":        "TestGolangciDriver",
	"go run ./cmd/mapconcur-gopls -o gopls":      "TestGoplsDriver",
	"go run ./cmd/mapconcur ./testdata/demo/...": "TestOutputsInDocs",
}

// TestCommandsInDocs runs every command of every page, in the order of the page,
// in a repository with a finding that is old.
func TestCommandsInDocs(t *testing.T) {
	t.Parallel()
	slow(t)
	for _, page := range pages {
		dir := oldFinding(t)
		commands := commandsIn(t, page)
		if len(commands) == 0 {
			t.Errorf("%s has no commands", page)
		}
		for _, line := range commands {
			runs := regexp.MustCompile(`^(mapconcur|go (install|get|tool|vet)) `).MatchString(line)
			if runs == (elsewhere[line] != "") {
				t.Errorf("%s: no test runs %q", page, line)
			}
			if runs {
				runInDocs(t, page, dir, line)
			}
		}
	}
}

// runInDocs runs one command of a page, with the mapconcur of this checkout in
// the place of that to be installed.
func runInDocs(t *testing.T, page, dir, line string) {
	t.Helper()
	code, want := line, 0
	switch {
	case strings.Contains(line, "@latest"):
		code = strings.Replace(line, "@latest", "", 1) // what it replaces is the latest
	case strings.HasPrefix(line, "go tool"), strings.Contains(line, "-vettool"), strings.Contains(line, "-format=github"):
		want = 1
	}
	code = strings.NewReplacer("[flags]", "-checks=all", "[packages]", "./clean").Replace(code)
	env := []string{
		"PATH=" + filepath.Dir(os.Getenv(binaryEnv)) + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"GOFLAGS=-mod=mod", "GONOSUMDB=*", "GOBIN=" + t.TempDir(),
	}
	if o := start(t, dir, env, "sh", "-c", code); o.code != want {
		t.Errorf("%s: %s: code %d, want %d\n%s%s", page, code, o.code, want, o.stdout, o.stderr)
	}
}

// commandsIn returns the commands that a page shows: the lines of the blocks
// without a language, without comments, and those that a workflow runs.
func commandsIn(t *testing.T, page string) []string {
	t.Helper()
	text := readPage(t, page)
	var out []string
	for _, m := range regexp.MustCompile("(?ms)^(<!-- output: [^\n]*-->\n)?```\n(.*?)^```$").FindAllStringSubmatch(fences(text), -1) {
		if m[1] != "" {
			continue
		}
		for line := range strings.Lines(m[2]) {
			line, _, _ = strings.Cut(line, " #")
			out = append(out, strings.TrimSpace(line))
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^      - run: (mapconcur .*)$`).FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// fences returns a page without its blocks in a language.
func fences(text string) string {
	return regexp.MustCompile("(?ms)^```\\w+\n.*?^```$").ReplaceAllString(text, "")
}

func readPage(t *testing.T, page string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../..", page))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// oldFinding makes a repository with a finding that is old, which uses mapconcur
// from this checkout.
func oldFinding(t *testing.T) string {
	t.Helper()
	dir := module(t, buggy, clean)
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "-- go.sum --\n"+string(sums)+"-- go.mod --\nmodule example.com/m\n\ngo 1.25\n\nrequire github.com/mapconcur/mapconcur v0.0.0\n\n"+
		"replace github.com/mapconcur/mapconcur => "+root+"\n")
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "."},
		{"-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false", "commit", "-qm", "x"},
		{"update-ref", "refs/remotes/origin/main", "HEAD"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	return dir
}

// TestOutputsInDocs compares what pages say that a command prints with what it
// prints.
func TestOutputsInDocs(t *testing.T) {
	t.Parallel()
	n := 0
	for _, page := range pages {
		for _, m := range regexp.MustCompile("(?ms)^<!-- output: (.*?) -->\n```\n(.*?)^```$").FindAllStringSubmatch(readPage(t, page), -1) {
			n++
			line, dir := m[1], "../.."
			if what, where, ok := strings.Cut(line, " in "); ok {
				line, dir = what, filepath.Join(dir, where)
			}
			line = strings.Replace(line, "go run ./cmd/mapconcur", "mapconcur", 1)
			abs, err := filepath.Abs(dir)
			if err != nil {
				t.Fatal(err)
			}
			// A page may show a part.
			if o := mapconcur(t, abs, strings.Fields(line)[1:]...); o.code != 1 || !strings.Contains(o.stdout, m[2]) {
				t.Errorf("%s: %s prints, with code %d,\n%s%s\nand not\n%s", page, line, o.code, o.stdout, o.stderr, m[2])
			}
		}
	}
	if n == 0 {
		t.Error("no page shows what a command prints")
	}
}

// TestPreCommitHook runs what the hook of pre-commit runs, as its flag
// pass_filenames: false has it, and wants the command among those that "go
// install ./..." installs.
func TestPreCommitHook(t *testing.T) {
	t.Parallel()
	hook, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	entry := regexp.MustCompile(`(?m)^  entry: (\S+)$`).FindStringSubmatch(string(hook))
	if entry == nil || !strings.Contains(string(hook), "\n  pass_filenames: false\n") || !strings.Contains(string(hook), "\n  language: golang\n") {
		t.Fatalf("got hook\n%s", hook)
	}
	if _, err := os.Stat("../" + entry[1] + "/main.go"); err != nil {
		t.Error(err)
	}
	mapconcur(t, module(t, buggy)).check(t, 1, "buggy/buggy.go:", "")
}
