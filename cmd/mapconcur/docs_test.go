package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pages returns the names of all pages that users read.
func pages(t *testing.T) []string {
	t.Helper()
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(docs) == 0 {
		t.Fatalf("docs has the pages %q: %v", docs, err)
	}
	out := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	for _, name := range docs {
		out = append(out, "docs/"+filepath.Base(name))
	}
	return out
}

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
	for _, page := range pages(t) {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			dir := oldFinding(t)
			for _, c := range commandsIn(t, page) {
				runs := regexp.MustCompile(`^(mapconcur|go (install|get|tool|vet|mod)) `).MatchString(c.line)
				if runs == (elsewhere[c.line] != "") {
					t.Errorf("no test runs %q", c.line)
				}
				if runs && c.clone {
					runInDocs(t, checkout(t), c.line)
				} else if runs {
					runInDocs(t, dir, c.line)
				}
			}
		})
	}
}

// checkout returns the directory of this checkout.
func checkout(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// runInDocs runs one command of a page, with the mapconcur of this checkout in
// the place of that to be installed.
func runInDocs(t *testing.T, dir, line string) {
	t.Helper()
	code, want := line, 0
	switch {
	case strings.Contains(line, "@latest"):
		code = strings.Replace(line, "@latest", "", 1) // what it replaces is the latest
	case findsSomething(line):
		want = 1
	}
	code = strings.NewReplacer("[flags]", "-checks=all", "[packages]", "./clean", "/path/to/mapconcur", checkout(t)).Replace(code)
	env := []string{
		"PATH=" + filepath.Dir(os.Getenv(binaryEnv)) + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"GOFLAGS=-mod=mod", "GONOSUMDB=*", "GOBIN=" + t.TempDir(),
	}
	if o := start(t, dir, env, "sh", "-c", code); o.code != want {
		t.Errorf("%s: code %d, want %d\n%s%s", code, o.code, want, o.stdout, o.stderr)
	}
}

// findsSomething reports whether a command prints findings: most do, unless a flag leaves out
// what is old or the command writes a file.
func findsSomething(line string) bool {
	if !regexp.MustCompile(`^mapconcur .*\./\.\.\.|^go tool mapconcur|-vettool`).MatchString(line) {
		return false
	}
	return !regexp.MustCompile(`-new-from|-baseline|^mapconcur report|-fix`).MatchString(line)
}

// A docCommand is a command that a page shows.
type docCommand struct {
	line  string
	clone bool // it runs in a clone of this repository
}

// commandsIn returns the commands that a page shows: the lines of the blocks
// without a language, without comments, and those that a workflow runs. A comment before a
// block says where its commands run, or why they do not.
func commandsIn(t *testing.T, page string) (out []docCommand) {
	t.Helper()
	text := readPage(t, page)
	for _, m := range regexp.MustCompile("(?ms)^(?:<!-- ([^\n]*) -->\n)?```\n(.*?)^```$").FindAllStringSubmatch(fences(text), -1) {
		if strings.HasPrefix(m[1], "output: ") || strings.HasPrefix(m[1], "not run: ") {
			continue
		}
		if m[1] != "" && m[1] != "in a clone" {
			t.Errorf("%s: %q before a block says nothing to the test", page, m[1])
		}
		for line := range strings.Lines(m[2]) {
			line, _, _ = strings.Cut(line, " #")
			out = append(out, docCommand{strings.TrimSpace(line), m[1] == "in a clone"})
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^      - run: (mapconcur .*)$`).FindAllStringSubmatch(text, -1) {
		out = append(out, docCommand{m[1], false})
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
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "-- go.sum --\n"+string(sums)+"-- go.mod --\nmodule example.com/m\n\ngo 1.25\n\nrequire github.com/mapconcur/mapconcur v0.0.0\n\n"+
		"replace github.com/mapconcur/mapconcur => "+checkout(t)+"\n")
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
	for _, page := range pages(t) {
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

// TestPreCommitHook stands in for pre-commit, which it does not run. Every hook in docs/ci.md
// and in .pre-commit-hooks.yaml is run as pre-commit would, without names of files. Hooks of
// this repository have the ID of the one that it offers, and its command is one that
// "go install ./..." installs.
func TestPreCommitHook(t *testing.T) {
	t.Parallel()
	offered := readPage(t, ".pre-commit-hooks.yaml")
	entry := regexp.MustCompile(`(?m)^  entry: (\S+)$`).FindStringSubmatch(offered)
	if entry == nil || !strings.HasPrefix(offered, "- id: mapconcur\n") || !strings.Contains(offered, "\n  language: golang\n") {
		t.Fatalf("got hook\n%s", offered)
	}
	if _, err := os.Stat("../" + entry[1] + "/main.go"); err != nil {
		t.Error(err)
	}
	configs := regexp.MustCompile("(?s)<!-- pre-commit -->\n```yaml\n(.*?)```").FindAllStringSubmatch(readPage(t, "docs/ci.md"), -1)
	if len(configs) != 2 {
		t.Errorf("docs/ci.md has %d configurations of pre-commit", len(configs))
	}
	hooks := []string{offered}
	for _, m := range configs {
		if !strings.Contains(m[1], "      - id: mapconcur\n") {
			t.Errorf("got configuration\n%s", m[1])
		}
		if strings.Contains(m[1], "repo: local\n") {
			hooks = append(hooks, m[1])
		}
	}
	for _, hook := range hooks {
		if !strings.Contains(hook, " pass_filenames: false\n") || !strings.Contains(hook, " types: [go]\n") || !strings.Contains(hook, " entry: mapconcur\n") {
			t.Errorf("got hook\n%s", hook)
		}
	}
	mapconcur(t, module(t, buggy)).check(t, 1, "buggy/buggy.go:", "")
	mapconcur(t, module(t, clean)).check(t, 0, "", "")
}

// TestLinksInDocs wants the links of every page to lead to files and headings that exist.
func TestLinksInDocs(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		text := fences(readPage(t, page))
		for _, m := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(text, -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			name := page
			if target != "" {
				name = filepath.ToSlash(filepath.Join(filepath.Dir(page), target))
			}
			if _, err := os.Stat(filepath.Join("../..", name)); err != nil {
				t.Errorf("%s: link to %s: %v", page, m[1], err)
			} else if anchor != "" && !anchors(readPage(t, name))[anchor] {
				t.Errorf("%s: link to %s: no such heading", page, m[1])
			}
		}
	}
}

// anchors returns the anchors that GitHub gives to the headings of a page.
func anchors(text string) map[string]bool {
	out := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(fences(text), -1) {
		plain := regexp.MustCompile("[^a-z0-9 _-]").ReplaceAllString(strings.ToLower(m[1]), "")
		out[strings.ReplaceAll(plain, " ", "-")] = true
	}
	return out
}
