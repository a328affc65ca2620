//go:build drivers

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/mapconcur/mapconcur/internal/lsptest"
)

// TestGoplsDriver builds gopls with mapconcur and drives it as an editor does: a
// file that is opened has a diagnostic, whose quick fix repairs it.
func TestGoplsDriver(t *testing.T) {
	if out, err := exec.Command("go", "mod", "download", goplsModule+"@"+goplsVersion).CombinedOutput(); err != nil {
		t.Skipf("gopls %s cannot be had: %v\n%s", goplsVersion, err, out)
	}
	binary := filepath.Join(t.TempDir(), "gopls")
	if err := build(binary, goplsVersion); err != nil {
		t.Skipf("gopls %s cannot be built: %v", goplsVersion, err)
	}
	t.Setenv("GOPLSCACHE", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	lsptest.Session(t, func(dir string) *lsptest.Client { return lsptest.Run(t, dir, binary) })
}

// TestOwnSource wants the checkout that the tests are in.
func TestOwnSource(t *testing.T) {
	flags, err := ownSource()
	if err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if want := "-replace=" + ownModule + "@v0.0.0=" + here; len(flags) != 2 || flags[1] != want {
		t.Errorf("got %q, want %q", flags, want)
	}
	if _, err := os.Stat(filepath.Join(here, "go.mod")); err != nil {
		t.Error(err)
	}
}
