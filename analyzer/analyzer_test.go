package analyzer_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/mapconcur/mapconcur/analyzer"
)

// TestIdioms runs the analyzer over testdata/src: the safe idioms in ok must
// stay silent, the buggy ones in bad must be found where they say so, and
// limitations records what is known to be missed or wrong.
func TestIdioms(t *testing.T) {
	src := filepath.Join("..", "testdata", "src")
	for _, kind := range []string{"ok", "bad", "limitations"} {
		dirs, err := filepath.Glob(filepath.Join(src, kind, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range dirs {
			pkg := kind + "/" + filepath.Base(dir)
			t.Run(pkg, func(t *testing.T) {
				t.Parallel()
				analysistest.Run(t, mustAbs(t, filepath.Dir(src)), analyzer.New(analyzer.Config{}), pkg)
			})
		}
	}
}

func mustAbs(t *testing.T, path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}
