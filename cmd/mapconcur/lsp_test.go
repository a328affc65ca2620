package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mapconcur/mapconcur/internal/lsptest"
)

// TestLanguageServer drives "mapconcur lsp" as an editor does.
func TestLanguageServer(t *testing.T) {
	t.Parallel()
	lsptest.Session(t, func(dir string) *lsptest.Client {
		return lsptest.Run(t, dir, os.Getenv(binaryEnv), "lsp")
	})
}

// TestLanguageServerFlags starts the server with a category switched off.
func TestLanguageServerFlags(t *testing.T) {
	t.Parallel()
	mapconcur(t, t.TempDir(), "lsp", "-checks=none").check(t, 2, "", "unknown check")
	dir := module(t, buggy)
	file := filepath.Join(dir, "buggy", "buggy.go")
	c := lsptest.Run(t, dir, os.Getenv(binaryEnv), "lsp")
	c.Open(file)
	c.Diagnostics(file, 1)
	// A package that does not compile hides nothing but itself.
	write(t, dir, moreBuggy+"-- broken/broken.go --\npackage broken\n\nvar X int = undefined\n")
	c.Save(filepath.Join(dir, "broken", "broken.go"), "package broken\n\nvar X int = undefined\n")
	c.Diagnostics(file, 2)
	c.Exit()
}
