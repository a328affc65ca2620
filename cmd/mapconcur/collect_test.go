package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// TestCollectLate counts the garbage collections of a package of 300 KB: with the
// usual settings, which the user can ask for, there are several.
func TestCollectLate(t *testing.T) {
	t.Parallel()
	slow(t)
	dir := t.TempDir()
	src := "package p\n"
	for i := range 4000 {
		src += fmt.Sprintf("\nfunc f%d(m map[string]int) int {\n\tm[\"a\"]++\n\treturn len(m)\n}\n", i)
	}
	file := filepath.Join(dir, "p.go")
	if err := os.WriteFile(file, []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	unit := unitchecker.Config{
		ID: "p", Compiler: "gc", Dir: dir, ImportPath: "example.com/p", ModulePath: "example.com/p",
		GoFiles: []string{file}, VetxOutput: filepath.Join(dir, "p.vetx"),
	}
	data, err := json.Marshal(unit)
	if err != nil {
		t.Fatal(err)
	}
	cfg := filepath.Join(dir, "vet.cfg")
	if err := os.WriteFile(cfg, data, 0o666); err != nil {
		t.Fatal(err)
	}
	collections := func(env ...string) int {
		cmd := exec.Command(os.Getenv(binaryEnv), cfg)
		cmd.Env = append(os.Environ(), append(env, "GODEBUG=gctrace=1")...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.Count("\n"+string(out), "\ngc ")
	}
	late, usual := collections("GOGC=", "GOMEMLIMIT="), collections("GOGC=100")
	if late > 1 || usual < 4 {
		t.Errorf("%d collections, %d if asked for; want at most one, and some", late, usual)
	}
}
