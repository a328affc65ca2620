package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestCommandsInDocs runs every line of docs/ci.md that is a mapconcur command,
// in the order of the page, in a repository with a finding that is old.
func TestCommandsInDocs(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := module(t, buggy)
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
	lines := regexp.MustCompile(`(?m)^(?:mapconcur|      - run: mapconcur)( .*)$`).FindAllStringSubmatch(string(page), -1)
	for _, m := range lines {
		want := 0 // the finding is old
		if strings.Contains(m[1], "-format=github") {
			want = 1
		}
		o := start(t, dir, nil, "sh", "-c", os.Getenv(binaryEnv)+m[1])
		if o.code != want {
			t.Errorf("mapconcur%s: code %d, want %d\n%s%s", m[1], o.code, want, o.stdout, o.stderr)
		}
	}
	if len(lines) != 5 {
		t.Errorf("ran %d commands, want 5: %q", len(lines), lines)
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
