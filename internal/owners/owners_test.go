package owners

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOf has the examples of GitHub's documentation, and what differs from gitignore.
func TestOf(t *testing.T) {
	for _, test := range []struct {
		rules, file, want string
	}{
		{"* @all", "a/b/c.go", "@all"},
		{"*.js @js # a comment", "a/b/c.js", "@js"},
		{"*.js @js", "a/b/c.jsx", ""},
		{"/build/logs/ @doctor", "build/logs/a/b", "@doctor"},
		{"/build/logs/ @doctor", "x/build/logs/a", ""},
		{"docs/* docs@example.com", "docs/start.md", "docs@example.com"},
		{"docs/* docs@example.com", "docs/app/trouble.md", ""},
		{"apps/ @octo", "x/apps/y/z", "@octo"},
		{"apps/ @octo", "x/apps", ""},
		{"/docs/ @a @b", "docs/a.md", "@a @b"},
		{"**/logs @l", "deploy/logs/x", "@l"},
		{"**/logs @l", "logs", "@l"},
		{"a/**/z @l", "a/b/c/z", "@l"},
		{"a/**/z @l", "a/z", "@l"},
		{"a/** @l", "a/b/c", "@l"},
		{"a/** @l", "ba/b", ""},
		{"/apps/ @octo\n/apps/github", "apps/github/x", ""},
		{"/apps/ @octo\n/apps/github", "apps/gitlab/x", "@octo"},
		{"* @all\n*.go @go", "x.go", "@go"}, // the last one, not the longest
		{"*.go @go\n* @all", "x.go", "@all"},
		{"internal @dir", "a/internal/x.go", "@dir"},
		{"internal @dir", "a/internals/x.go", ""},
		{`a\ b.go @space`, "a b.go", "@space"},
		{"a?c @one", "abc", "@one"},
		{"a.c @dot", "abc", ""},
		// GitHub does not support these, and goes on behind them.
		{"* @all\n!x.go @not", "x.go", "@all"},
		{"* @all\n[ab].go @range", "a.go", "@all"},
		{"* @all\n\\#x @escaped", "#x", "@all"},
		{"# * @nobody\n\n   \n/ @root", "a", ""},
	} {
		if got := strings.Join(Parse(test.rules).Of(test.file), " "); got != test.want {
			t.Errorf("%q: %s is owned by %q, want %q", test.rules, test.file, got, test.want)
		}
	}
}

// TestRead takes the first file in the order in which GitHub looks.
func TestRead(t *testing.T) {
	root := t.TempDir()
	if f, err := Read(root); err != nil || f.Of("x") != nil {
		t.Errorf("without a file: %v, %v", f, err)
	}
	for i, place := range []string{"docs", "", ".github"} {
		if err := os.MkdirAll(filepath.Join(root, place), 0o777); err != nil {
			t.Fatal(err)
		}
		owner := []string{"@docs", "@root", "@github"}[i]
		if err := os.WriteFile(filepath.Join(root, place, "CODEOWNERS"), []byte("* "+owner+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if f, err := Read(root); err != nil || !slices.Equal(f.Of("x"), []string{owner}) {
			t.Errorf("with the file in %q: %v, %v", place, f.Of("x"), err)
		}
	}
	big := strings.Repeat("# comment\n", maxSize/10+1) + "* @all\n"
	if err := os.WriteFile(filepath.Join(root, ".github", "CODEOWNERS"), []byte(big), 0o666); err != nil {
		t.Fatal(err)
	}
	if f, err := Read(root); err != nil || f.Of("x") != nil {
		t.Errorf("GitHub ignores a file of that size: %v, %v", f.Of("x"), err)
	}
	bad := t.TempDir()
	if err := os.MkdirAll(filepath.Join(bad, "CODEOWNERS"), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(bad); err == nil {
		t.Error("no error for a directory of that name")
	}
}
