package main

import (
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestSharedCache analyzes two checkouts of a module on machines that share
// nothing but a cache behind GOCACHEPROG: nothing is analyzed twice, and the
// findings are in the files of the checkout at hand.
func TestSharedCache(t *testing.T) {
	t.Parallel()
	slow(t)
	if version.Compare(runtime.Version(), "go1.26") < 0 {
		t.Skip("go vet caches no findings before Go 1.26")
	}
	prog := filepath.Join(t.TempDir(), "cacheprog")
	if out, err := exec.Command("go", "build", "-o", prog, "./testdata/cacheprog").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	shared := t.TempDir()
	check := func(dir, goflags string) (started int) {
		t.Helper()
		env := []string{"GOCACHE=" + t.TempDir(), "GOCACHEPROG=" + prog + " " + shared, "GOFLAGS=-x " + goflags}
		o := start(t, dir, env, os.Getenv(binaryEnv), "-json")
		if want := filepath.Join(dir, "buggy", "buggy.go:"); o.code != 1 || !strings.Contains(o.stdout, want) {
			t.Errorf("got code %d, want a finding in %s:\n%s\n%s", o.code, want, o.stdout, o.stderr)
		}
		return strings.Count(o.stderr, "/vet.cfg\n")
	}
	// At the same path, as CI services check out.
	dir := module(t, buggy, cacheAndUser)
	if n := check(dir, ""); n < 3 {
		t.Errorf("first checkout: tool started %d times, want 3 or more", n)
	}
	if n := check(dir, ""); n != 0 {
		t.Errorf("second checkout: tool started %d times, want 0", n)
	}
	// At any path, with -trimpath.
	if n := check(module(t, buggy, cacheAndUser), "-trimpath"); n < 3 {
		t.Errorf("first checkout with -trimpath: tool started %d times, want 3 or more", n)
	}
	if n := check(module(t, buggy, cacheAndUser), "-trimpath"); n != 0 {
		t.Errorf("second checkout with -trimpath: tool started %d times, want 0", n)
	}
}

// TestSecondRunIsCached counts the packages that the tool is started for.
func TestSecondRunIsCached(t *testing.T) {
	t.Parallel()
	dir := module(t, lowAndHigh, cacheAndUser, clean)
	runs := func(args ...string) int {
		o := start(t, dir, []string{"GOFLAGS=-x"}, os.Getenv(binaryEnv), args...)
		return strings.Count(o.stderr, "/vet.cfg\n")
	}
	if n := runs("./..."); n < 5 {
		t.Errorf("first run: tool started %d times, want 5 or more", n)
	}
	if version.Compare(runtime.Version(), "go1.26") < 0 {
		t.Skip("go vet caches no findings before Go 1.26")
	}
	for _, patterns := range [][]string{{"./..."}, {"./low"}, {"./user", "./high"}} {
		if n := runs(patterns...); n != 0 {
			t.Errorf("%q after ./...: tool started %d times, want 0", patterns, n)
		}
	}
}

// TestDependencyFirst analyzes a package after one that imports it. Go vet
// answers from its cache that there is nothing to find.
func TestDependencyFirst(t *testing.T) {
	t.Parallel()
	dir := module(t, lowAndHigh)
	mapconcur(t, dir, "./high").check(t, 0, "", "")
	mapconcur(t, dir, "./low").check(t, 1, "low/low.go:", "")
	mapconcur(t, dir, "./...").check(t, 1, "low/low.go:", "")

}

// TestVetLosesFindings shows the defect of plain go vet, with this tool and with
// one that comes with Go: what was looked at as a dependency has no findings
// afterwards. When this test fails, go vet is repaired and what the documentation
// says of it is to be taken back.
func TestVetLosesFindings(t *testing.T) {
	t.Parallel()
	if version.Compare(runtime.Version(), "go1.26") < 0 {
		t.Skip("go vet caches no findings before Go 1.26")
	}
	const printf = `
-- low/printf.go --
package low

import "fmt"

func Print() { fmt.Printf("%d\n", "x") }
`
	dir := module(t, lowAndHigh)
	goVet(t, dir, "./low").check(t, 1, "", "low/low.go:")
	for _, vet := range []func(...string) outcome{
		func(args ...string) outcome { return goVet(t, dir, args...) },
		func(args ...string) outcome { return start(t, dir, nil, "go", append([]string{"vet"}, args...)...) },
	} {
		dir = module(t, lowAndHigh, printf)
		vet("./high").check(t, 0, "", "")
		for _, pattern := range []string{"./low", "./..."} {
			if o := vet(pattern); o.code != 0 {
				t.Errorf("go vet %s finds something after go vet ./high:\n%s", pattern, o.stderr)
			}
		}
		write(t, dir, "-- low/other.go --\npackage low\n")
		vet("./...").check(t, 1, "", "low/")
	}
}

// TestTestsComeAndGo analyzes a package first with its tests, as a dependency
// without, and then alone; and the other way round.
func TestTestsComeAndGo(t *testing.T) {
	t.Parallel()
	dir := module(t, lowAndHigh)
	test := filepath.Join(dir, "low", "low_test.go")
	var want string
	for _, withTest := range []bool{false, true, false, true} {
		if withTest {
			write(t, dir, "-- low/low_test.go --\npackage low\n\nvar X int\n")
		} else if err := os.RemoveAll(test); err != nil {
			t.Fatal(err)
		}
		o := mapconcur(t, dir)
		o.check(t, 1, "low/low.go:", "")
		if want == "" {
			want = o.stdout
		}
		if o.stdout != want {
			t.Errorf("with test %t: got\n%s\nwant\n%s", withTest, o.stdout, want)
		}
	}
}
