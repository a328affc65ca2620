//go:build drivers

package plugin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/mapconcur/mapconcur/analyzer"
)

// golangciVersion is the version that docs/ci.md names.
const golangciVersion = "v2.15.0"

// golangciModule has findings in two packages, one of which comes from a fact
// about the other, and a comment that silences another.
const golangciModule = `
-- go.mod --
module example.com/m

go 1.25
-- cache/cache.go --
package cache

import "sync"

type Cache struct {
	mu sync.Mutex
	m  map[string]int
}

func New() *Cache { return &Cache{m: map[string]int{}} }

func (c *Cache) Add(k string) { c.m[k]++ }

func (c *Cache) Run() {
	for i := range 100 {
		c.m["runs"] = i
	}
}

type Store struct {
	mu    sync.Mutex
	items map[string]int
}

func (s *Store) Put(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k]++
}

func (s *Store) Del(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, k)
}

func (s *Store) Get(k string) int {
	return s.items[k]
}

func (s *Store) All() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.items
}
-- user/user.go --
package user

import "example.com/m/cache"

func Use() {
	c := cache.New()
	go c.Run()
	c.Add("use")
}

func Quiet() {
	m := map[int]int{}
	go func() {
		m[1] = 1 //nolint:mapconcur // nobody reads it
	}()
	m[2] = 2
}
`

// TestGolangciDriver builds golangci-lint with the plugin, from the files that
// docs/ci.md prints, and runs it on a module of two packages.
func TestGolangciDriver(t *testing.T) {
	docs := printedFiles(t, "../docs/ci.md")
	binary := buildGolangci(t, docs[".custom-gcl.yml"])
	all := docs[".golangci.yml"]
	config := strings.Replace(all, "            - lock-leak\n", "", 1)
	leaks := regexp.MustCompile(`(?m)^            - (.*)\n`).ReplaceAllStringFunc(all, func(item string) string {
		if strings.Contains(item, "lock-leak") {
			return item
		}
		return ""
	})
	const forgotten, fromFact, leak = "cache/cache.go:38", "user/user.go:7", "cache/cache.go:44"
	for _, test := range []struct {
		name, config string
		args         []string
		want         []string
	}{
		{"as printed", all, nil, []string{forgotten, leak, fromFact}},
		{"all others", config, nil, []string{forgotten, fromFact}},
		{"checks", leaks, nil, []string{leak}},
		{"confidence", strings.Replace(config, "confidence: likely", "confidence: proved", 1), nil, []string{fromFact}},
	} {
		dir := golangciDir(t, test.config)
		if got := strings.Join(issues(t, binary, dir), " "); got != strings.Join(test.want, " ") {
			t.Errorf("%s: issues at %s, want %s", test.name, got, test.want)
		}
	}
	for old, wrong := range map[string]string{"checks:": "check:", "- directive": "- directed", "confidence: likely": "confidence: sure"} {
		dir := golangciDir(t, strings.Replace(config, old, wrong, 1))
		if out, code := golangci(t, binary, dir, "run"); code == 0 || !strings.Contains(out, strings.Trim(wrong, ":- ")[:5]) {
			t.Errorf("setting %q: code %d\n%s", wrong, code, out)
		}
	}
	testFix(t, binary, config)
	testAgreement(t, binary, config)
}

// testAgreement wants the words of golangci-lint to be those of the analyzer in
// this process, ten times.
func testAgreement(t *testing.T, binary, config string) {
	dir := golangciDir(t, config)
	cfg := analyzer.Config{Checks: "all,-lock-leak", ShowCategory: true}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: dir}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.New(cfg)}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, act := range graph.Roots {
		for _, d := range act.Diagnostics {
			p := act.Package.Fset.Position(d.Pos)
			if p.Line != nolintLine {
				want = append(want, fmt.Sprintf("%s:%d:%d: %s", filepath.Base(p.Filename), p.Line, p.Column, d.Message))
			}
		}
	}
	slices.Sort(want)
	for range 10 {
		out, _ := golangci(t, binary, dir, "run")
		var got []string
		for _, m := range regexp.MustCompile(`(?m)^\S+/(\S+\.go:\d+:\d+: .*) \(mapconcur\)$`).FindAllStringSubmatch(out, -1) {
			got = append(got, m[1])
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("golangci-lint finds\n%q\nwant\n%q", got, want)
		}
	}
}

// nolintLine is the line of golangciModule that only golangci-lint passes over.
const nolintLine = 14

// testFix wants --fix to repair what has a fix, to leave the code compiling, and
// to leave it alone if the settings say so.
func testFix(t *testing.T, binary, config string) {
	dir := golangciDir(t, strings.Replace(config, "fixes: true", "fixes: false", 1))
	before := source(t, dir)
	golangci(t, binary, dir, "run", "--fix")
	if source(t, dir) != before {
		t.Error("fixes: false: --fix has changed the source")
	}
	dir = golangciDir(t, config)
	fixable := fixableIssues(t, dir)
	golangci(t, binary, dir, "run", "--fix")
	if out, err := command(dir, "go", "build", "./...").CombinedOutput(); err != nil {
		t.Errorf("after --fix: %v\n%s\n%s", err, out, source(t, dir))
	}
	left := issues(t, binary, dir)
	if len(fixable)+len(left) != 2 {
		t.Errorf("after --fix: issues left at %s; fixable were %s, of 2", left, fixable)
	}
	if (source(t, dir) != before) != (len(fixable) > 0) {
		t.Errorf("%d fixable issues, but the source is\n%s", len(fixable), source(t, dir))
	}
}

// fixableIssues returns the findings that come with a fix within one file.
func fixableIssues(t *testing.T, dir string) []string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "mapconcur")
	if out, err := exec.Command("go", "build", "-o", tool, "../cmd/mapconcur").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, _ := command(dir, tool, "-json", "-checks=-lock-leak,-directive").Output()
	var tree map[string]map[string][]struct {
		Posn           string
		SuggestedFixes []struct{ Edits []struct{ Filename string } } `json:"suggested_fixes"`
	}
	if err := json.Unmarshal(out, &tree); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var fixable []string
	for _, analyzers := range tree {
		for _, d := range analyzers["mapconcur"] {
			within := len(d.SuggestedFixes) > 0 && !strings.Contains(d.Posn, "user.go:14:") // silenced
			for i := 0; within && i < len(d.SuggestedFixes[0].Edits); i++ {
				within = strings.HasPrefix(d.Posn, d.SuggestedFixes[0].Edits[i].Filename+":")
			}
			if within {
				fixable = append(fixable, d.Posn)
			}
		}
	}
	return fixable
}

// printedFiles returns the code blocks of a page that follow a comment with a
// file name.
func printedFiles(t *testing.T, page string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, m := range regexp.MustCompile("(?s)<!-- file: (\\S+) -->\n```\\w+\n(.*?)```").FindAllStringSubmatch(string(data), -1) {
		files[m[1]] = m[2]
	}
	if files[".custom-gcl.yml"] == "" || files[".golangci.yml"] == "" {
		t.Fatalf("%s prints the files %v", page, files)
	}
	return files
}

// buildGolangci runs "golangci-lint custom" with a configuration, of which only
// the place of the plugin is changed, to this checkout. Golangci-lint itself
// comes from the module proxy and is kept in the user's cache directory; what
// it would clone is made of the same module.
func buildGolangci(t *testing.T, config string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("golangci-lint cannot be built: %v", err)
	}
	cache = filepath.Join(cache, "mapconcur", "golangci-lint-"+golangciVersion)
	plain := filepath.Join(cache, "golangci-lint")
	const module = "github.com/golangci/golangci-lint/v2"
	if _, err := os.Stat(plain); err != nil {
		cmd := command(t.TempDir(), "go", "install", module+"/cmd/golangci-lint@"+golangciVersion)
		cmd.Env = append(cmd.Env, "GOBIN="+cache)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Skipf("golangci-lint %s cannot be built: %v\n%s", golangciVersion, err, out)
		}
	}
	var source struct{ Dir string }
	out, err := command(t.TempDir(), "go", "mod", "download", "-json", module+"@"+golangciVersion).Output()
	if err := errors.Join(err, json.Unmarshal(out, &source)); err != nil {
		t.Skipf("the source of golangci-lint %s cannot be had: %v\n%s", golangciVersion, err, out)
	}
	repo := filepath.Join(t.TempDir(), "repo")
	if err := os.CopyFS(repo, os.DirFS(source.Dir)); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "--all", "--force"},
		{"-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false", "commit", "-qm", "x"},
		{"tag", golangciVersion},
	} {
		if out, err := command(repo, "git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	here, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	local := strings.Replace(config, "path: /path/to/mapconcur ", "path: "+here+" ", 1)
	if !strings.Contains(config, "version: "+golangciVersion+"\n") || local == config {
		t.Fatalf("docs/ci.md prints\n%s", config)
	}
	write(t, dir, map[string]string{".custom-gcl.yml": local})
	cmd := command(dir, plain, "custom", "-v")
	cmd.Env = append(cmd.Env, "GIT_CONFIG_COUNT=1",
		"GIT_CONFIG_KEY_0=url.file://"+repo+".insteadOf", "GIT_CONFIG_VALUE_0=https://github.com/golangci/golangci-lint.git")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("golangci-lint custom: %v\n%s", err, out)
	}
	return filepath.Join(dir, "golangci-lint-mapconcur")
}

// command returns a command in a directory. Paths are trimmed so that a clone
// elsewhere is built from what the build cache has.
func command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOWORK=off", "GOFLAGS=-trimpath -buildvcs=false")
	return cmd
}

// golangciDir makes the module, with a configuration that has no other linters.
func golangciDir(t *testing.T, config string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{".golangci.yml": strings.Replace(config, "linters:\n", "linters:\n  default: none\n", 1)}
	for _, f := range txtar.Parse([]byte(golangciModule)).Files {
		files[f.Name] = string(f.Data)
	}
	write(t, dir, files)
	return dir
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
}

// golangci runs golangci-lint with a cache of its own.
func golangci(t *testing.T, binary, dir string, args ...string) (out string, code int) {
	t.Helper()
	cmd := command(dir, binary, args...)
	cmd.Env = append(cmd.Env, "GOLANGCI_LINT_CACHE="+t.TempDir())
	data, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(data), cmd.ProcessState.ExitCode()
}

// issues returns the files and lines of the issues, in order.
func issues(t *testing.T, binary, dir string) []string {
	t.Helper()
	out, code := golangci(t, binary, dir, "run")
	var list []string
	for _, m := range regexp.MustCompile(`(?m)^(\S+\.go:\d+):\d+: .*\(mapconcur\)$`).FindAllStringSubmatch(out, -1) {
		list = append(list, m[1])
	}
	if (code != 0) != (len(list) > 0) {
		t.Errorf("code %d with %d issues:\n%s", code, len(list), out)
	}
	return list
}

// source returns all Go files of the module.
func source(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	for _, name := range []string{"cache/cache.go", "user/user.go"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
	}
	return b.String()
}
