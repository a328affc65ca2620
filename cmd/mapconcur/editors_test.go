//go:build drivers

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// emacsTries is what Emacs does after the snippet of docs/editors.md, by the
// package that the snippet is for: open a file, wait for a diagnostic, print it.
var emacsTries = map[string]string{
	"eglot": `(find-file (getenv "TRY_FILE")) (go-mode) (call-interactively 'eglot)
(with-timeout (60) (while (null (flymake-diagnostics)) (accept-process-output nil 0.2)))
(dolist (d (flymake-diagnostics)) (message "FOUND %s" (flymake-diagnostic-text d)))
(ignore-errors (eglot-shutdown-all))`,
	"lsp-mode": `(setq lsp-auto-guess-root t lsp-session-file (getenv "TRY_SESSION") lsp-enabled-clients '(mapconcur))
(find-file (getenv "TRY_FILE")) (go-mode) (lsp-workspace-folders-add (getenv "TRY_DIR")) (lsp)
(with-timeout (60) (while (= 0 (hash-table-count (lsp-diagnostics))) (accept-process-output nil 0.2)))
(maphash (lambda (k v) (dolist (d v) (message "FOUND %s [%s]" (lsp:diagnostic-source? d) (lsp:diagnostic-code? d)))) (lsp-diagnostics))`,
}

// TestEmacsDriver runs the Emacs snippets of docs/editors.md as printed, with
// mapconcur in the place of a gopls that would have to be built.
func TestEmacsDriver(t *testing.T) {
	if _, err := exec.LookPath("emacs"); err != nil {
		t.Skip("no Emacs: install emacs-nox, elpa-go-mode, elpa-eglot and elpa-lsp-mode to try its snippets")
	}
	snippets := regexp.MustCompile("(?s)<!-- emacs: (\\S+), .*? -->\n```elisp\n(.*?)```").FindAllStringSubmatch(readPage(t, "docs/editors.md"), -1)
	if len(snippets) != len(emacsTries) {
		t.Fatalf("docs/editors.md has %d snippets", len(snippets))
	}
	for _, m := range snippets {
		t.Run(m[1], func(t *testing.T) {
			load := "(package-initialize)\n(require 'go-mode)\n(require '" + m[1] + ")\n"
			if out, err := exec.Command("emacs", "--batch", "--eval", "(progn "+load+")").CombinedOutput(); err != nil {
				t.Skipf("no %s: %v\n%s", m[1], err, out)
			}
			dir := module(t, buggy)
			if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			binary := os.Getenv(binaryEnv)
			snippet := strings.Replace(m[2], `"/path/to/gopls"`, `"`+binary+`" "lsp"`, 1)
			script := filepath.Join(t.TempDir(), "try.el")
			if err := os.WriteFile(script, []byte(load+snippet+emacsTries[m[1]]), 0o666); err != nil {
				t.Fatal(err)
			}
			o := start(t, dir, []string{
				"HOME=" + t.TempDir(), "GOCACHE=" + goEnv(t, "GOCACHE"), "GOMODCACHE=" + goEnv(t, "GOMODCACHE"),
				"PATH=" + filepath.Dir(binary) + string(filepath.ListSeparator) + os.Getenv("PATH"), "TRY_DIR=" + dir,
				"TRY_FILE=" + filepath.Join(dir, "buggy", "buggy.go"), "TRY_SESSION=" + filepath.Join(t.TempDir(), "session"),
			}, "emacs", "--batch", "-l", script)
			if !regexp.MustCompile(`FOUND mapconcur \[write-write\]`).MatchString(o.stderr) {
				t.Errorf("no diagnostic:\n%s%s", o.stdout, o.stderr)
			}
		})
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
