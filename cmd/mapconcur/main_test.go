package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// binaryEnv holds, for the tests, the name of the command that they run.
const binaryEnv = "MAPCONCUR_TEST_BINARY"

// TestMain builds the command once for all tests.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "mapconcur")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary := filepath.Join(dir, "mapconcur")
		if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
			return 1
		}
		os.Setenv(binaryEnv, binary)
		return m.Run()
	}())
}

// slow skips a test that takes several seconds if -short asks for that.
func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes several seconds")
	}
}

// An outcome is what a command printed and how it ended.
type outcome struct {
	stdout, stderr string
	code           int
}

// mapconcur runs the command in dir.
func mapconcur(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	return start(t, dir, nil, os.Getenv(binaryEnv), args...)
}

// goVet runs go vet with the command as its tool, in dir.
func goVet(t *testing.T, dir string, args ...string) outcome {
	t.Helper()
	return start(t, dir, nil, "go", append([]string{"vet", "-vettool=" + os.Getenv(binaryEnv)}, args...)...)
}

// start runs a program in dir, away from the network, from the workspace and
// from the flags of the user.
func start(t *testing.T, dir string, env []string, name string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOPROXY=off", "GOWORK=off")
	cmd.Env = append(cmd.Env, env...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// check compares an outcome with a code and with parts of the output; an
// empty part asks for empty output.
func (o outcome) check(t *testing.T, code int, stdout, stderr string) {
	t.Helper()
	if o.code != code || !has(o.stdout, stdout) || !has(o.stderr, stderr) {
		t.Errorf("got code %d, stdout:\n%s\nstderr:\n%s\nwant code %d, stdout with %q, stderr with %q",
			o.code, o.stdout, o.stderr, code, stdout, stderr)
	}
}

func has(text, part string) bool {
	if part == "" {
		return text == ""
	}
	return strings.Contains(text, part)
}

// module writes the files of a txtar archive, of a module example.com/m, to a
// new directory and returns its name.
func module(t *testing.T, archives ...string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "-- go.mod --\nmodule example.com/m\n\ngo 1.25\n")
	for _, a := range archives {
		write(t, dir, a)
	}
	return dir
}

// write writes the files of a txtar archive to dir.
func write(t *testing.T, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// tree describes every file below dir.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.Mode(), info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Packages that the tests make modules of.
const (
	// buggy has one bug.
	buggy = `
-- buggy/buggy.go --
package buggy

func Run() int {
	m := map[int]int{}
	go func() { m[1] = 1 }()
	m[2] = 2
	return 0
}
`
	// clean has a map and no bug.
	clean = `
-- clean/clean.go --
package clean

import "sync"

type Set struct {
	mu sync.Mutex
	m  map[string]bool
}

func (s *Set) Add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[k] = true
}
`
	// cache does not start goroutines; user starts one on it.
	cacheAndUser = `
-- cache/cache.go --
package cache

type Cache struct{ m map[string]int }

func New() *Cache { return &Cache{m: map[string]int{}} }

func (c *Cache) Add(k string) { c.m[k]++ }

func (c *Cache) Run() { c.loop() }

func (c *Cache) loop() {
	for i := 0; i < 100; i++ {
		c.m["runs"] = i
	}
}
-- user/user.go --
package user

import "example.com/m/cache"

func Use() {
	c := cache.New()
	go c.Run()
	c.Add("use")
}
`
	// low has one bug and high imports it.
	lowAndHigh = `
-- low/low.go --
package low

func Low() {
	m := map[int]int{}
	go func() { m[1] = 1 }()
	m[2] = 2
}
-- high/high.go --
package high

import "example.com/m/low"

func High() { low.Low() }
`
)
