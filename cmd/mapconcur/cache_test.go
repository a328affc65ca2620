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
