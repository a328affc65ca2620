package changes

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// run runs git in a directory, as nobody in particular.
func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main", "-c", "commit.gpgSign=false"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestSince(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "init", "-q")
	run(t, dir, "config", "diff.noprefix", "true")
	put(t, dir, "a.go", "1\n2\n3\n4\n5\n6\n7\n8\n")
	put(t, dir, "ä \".go", "1\n2\n")
	put(t, dir, "moved.go", "1\n2\n3\n4\n5\n6\n7\n8\n9\n")
	run(t, dir, "add", ".")
	run(t, dir, "commit", "-qm", "first")
	run(t, dir, "branch", "base")
	// The branch that is compared with goes on by itself.
	run(t, dir, "checkout", "-q", "base")
	put(t, dir, "a.go", "1\n2\n3\n4\n5\n6\n7\n8 by others\n")
	run(t, dir, "commit", "-qam", "others")
	run(t, dir, "checkout", "-q", "main")

	put(t, dir, "a.go", "0\n1\n2\n+++ b/three.go\n4\n6\n7\n8\n") // inserted 1, changed 4, deleted behind 5
	put(t, dir, "ä \".go", "1\n2\n3\n")
	run(t, dir, "mv", "moved.go", "away.go")
	put(t, dir, "away.go", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n")
	run(t, dir, "commit", "-qam", "ours")
	put(t, dir, "new.go", "1\n")
	sub := filepath.Join(dir, "sub")
	if err := os.Mkdir(sub, 0o777); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	c, err := Since(sub, "base")
	if err != nil {
		t.Fatal(err)
	}
	for posn, want := range map[string]bool{
		"a.go:1:1": true, "a.go:2:1": false, "a.go:3:1": false, "a.go:4:7": true, "a.go:5:1": false, "a.go:6:1": false, "a.go:8:1": false,
		"ä \".go:2:1": false, "ä \".go:3:1": true,
		"away.go:8:1": false, "away.go:9:1": true,
		"new.go:1:1": true, "none.go:1:1": false,
	} {
		for _, root := range []string{dir, link} {
			f := finding.Finding{Diagnostic: finding.Diagnostic{Posn: filepath.Join(root, posn)}}
			if got := c.Touch(f); got != want {
				t.Errorf("%s: changed %t, want %t", filepath.Join(root, posn), got, want)
			}
		}
	}
	f := finding.Finding{Diagnostic: finding.Diagnostic{
		Posn:    filepath.Join(dir, "a.go:2:1"),
		Related: []finding.Related{{Posn: filepath.Join(dir, "a.go:1:1")}},
	}}
	if !c.Touch(f) {
		t.Error("a finding whose other access was changed counts as old")
	}
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Since(dir, "HEAD"); err == nil || !strings.Contains(err.Error(), "not a git repository") {
		t.Errorf("no repository: error %v", err)
	}
	run(t, dir, "init", "-q")
	put(t, dir, "a.go", "1\n")
	run(t, dir, "add", ".")
	run(t, dir, "commit", "-qm", "first")
	for _, revision := range []string{"none", "--output=x", ""} {
		if _, err := Since(dir, revision); err == nil || !strings.HasPrefix(err.Error(), "git diff: ") {
			t.Errorf("revision %q: error %v", revision, err)
		}
	}
}
