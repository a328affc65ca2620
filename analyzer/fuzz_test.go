package analyzer_test

import (
	"flag"
	"fmt"
	"go/importer"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// FuzzSource analyses packages that nobody would write, made of files that
// somebody has written: see [mutate]. No panic, no end to the time, no position
// outside of the file, and the same words twice.
func FuzzSource(f *testing.F) {
	for i, src := range seeds(f) {
		if !fuzzing() && i%sample != 0 {
			continue
		}
		f.Add(src, []byte{})
		if fuzzing() {
			continue // which changes all of them
		}
		f.Add(src, []byte{8, 0, 10, 0, 20, 10, 0, 15, 0, 0, 0, 0, 30, 0, 40, 3, 0, 5, 0, 1, 9, 0, 7, 0, 2})
		f.Add(src, []byte{10, 0, 2, 0, 0, 10, 0, 22, 0, 0, 14, 0, 9, 0, 0, 2, 0, 50, 0, 60, 4, 0, 1, 0, 2, 7, 0, 3, 0, 30})
	}
	imp := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	f.Fuzz(func(t *testing.T, src string, edits []byte) {
		if u, ok := mutate(imp, src, edits); ok {
			u.survives(t)
		}
	})
}

// survives analyses a package whatever it is.
func (u *unit) survives(t *testing.T) {
	t.Helper()
	defer bounded(u.src)()
	a := analyzer.New(analyzer.Config{Explain: true, Inventory: true, Trace: true, Confidence: "possible"})
	first := words(u.run(t, a))
	for _, d := range first {
		if strings.Contains(d, "internal error") || strings.HasPrefix(d, "0:") {
			t.Errorf("%s\nin\n%s", d, u.src)
		}
	}
	for _, fact := range u.facts(t) {
		f := new(effect.Fact)
		if err := f.GobDecode(fact); err != nil {
			t.Error(err)
		}
		if bad := f.Functions().Refused(); len(bad) > 0 {
			t.Errorf("facts of %q that are refused in\n%s", bad, u.src)
		}
	}
	if again := words(u.run(t, a)); !slices.Equal(again, first) {
		t.Errorf("%q\nand then\n%q\nin\n%s", first, again, u.src)
	}
}

// words returns what diagnostics say, with their fixes.
func words(ds []analysis.Diagnostic) (out []string) {
	for _, d := range ds {
		out = append(out, fmt.Sprintf("%d:%s: %s %v", d.Pos, d.Category, d.Message, d.SuggestedFixes))
	}
	return out
}

// bounded ends the process with the source that is being analysed if the function
// it returns is not called in time: new input that is analysed for ever is not seen
// otherwise. Seeds have names, and go test has a limit of its own.
func bounded(src string) (stop func() bool) {
	if !fuzzing() {
		return func() bool { return true }
	}
	const limit = 30 * time.Second
	return time.AfterFunc(limit, func() { panic("no end after " + limit.String() + " in\n" + src) }).Stop
}

// fuzzing reports whether the targets are run with new input, not with the seeds
// alone.
func fuzzing() bool {
	f := flag.Lookup("test.fuzz")
	return f != nil && f.Value.String() != ""
}

// seeds returns the files to begin with: packages of this repository and, when
// fuzzing, what others test their tools with, if it is small and has maps.
func seeds(tb testing.TB) []string {
	var out []string
	for _, dir := range []string{"bad", "ok", "limitations"} {
		out = append(out, sources(tb, filepath.Join("../testdata/src", dir))...)
	}
	if fuzzing() {
		const maxSize = 12 << 10
		out = append(out, slices.DeleteFunc(others(tb), func(src string) bool { return len(src) > maxSize || !strings.Contains(src, "map[") })...)
	}
	return out
}

// others returns the programs by which the Go compiler is tested, the examples in
// the standard library, and x/tools with its test data, file by file.
func others(tb testing.TB) (out []string) {
	goroot := command(tb, "go", "env", "GOROOT")
	out = append(out, sources(tb, filepath.Join(goroot, "test"))...)
	out = append(out, sources(tb, filepath.Join(goroot, "src"), "example*_test.go", "*.txtar")...)
	return append(out, sources(tb, command(tb, "go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools"))...)
}

// sources returns the Go files below a directory whose names match one of some
// patterns, or else all, and those in archives.
func sources(tb testing.TB, dir string, patterns ...string) (out []string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		matches := func(pattern string) bool { ok, _ := filepath.Match(pattern, d.Name()); return ok }
		if err != nil || d.IsDir() || patterns != nil && !slices.ContainsFunc(patterns, matches) {
			return err
		}
		data, err := os.ReadFile(path)
		files := []txtar.File{{Name: path, Data: data}}
		if strings.HasSuffix(path, ".txtar") {
			files = txtar.Parse(data).Files
		}
		for _, f := range files {
			if strings.HasSuffix(f.Name, ".go") {
				out = append(out, string(f.Data))
			}
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// command returns what a command prints.
func command(tb testing.TB, name string, args ...string) string {
	tb.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		tb.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
