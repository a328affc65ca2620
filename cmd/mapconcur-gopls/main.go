// Mapconcur-gopls builds gopls, the language server of the Go team, with
// mapconcur among its analyzers:
//
//	mapconcur-gopls [-o file] [-gopls version]
//
// Gopls loads no analyzers of others. The command therefore takes its source
// from the module proxy, at a version that it is known to build with, adds one
// file that appends to the list of analyzers, and builds that in a temporary
// directory. Nothing is added to any go.mod, and no line of gopls is changed.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
)

// goplsVersion is the version that the tests build. A later one may need a
// newer Go.
const goplsVersion = "v0.23.0"

// The modules that are put together.
const (
	goplsModule = "golang.org/x/tools/gopls"
	ownModule   = "github.com/mapconcur/mapconcur"
)

// addition is what is added to the package of gopls that lists the analyzers.
//
//go:embed addition.go.txt
var addition []byte

func main() {
	out := flag.String("o", "gopls", "the `file` to write")
	version := flag.String("gopls", goplsVersion, "the `version` of gopls to take")
	flag.Parse()
	err := errors.New("no arguments are wanted, only flags")
	if flag.NArg() == 0 {
		err = build(*out, *version)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "mapconcur-gopls: %v\n", err)
		os.Exit(1)
	}
}

// build builds a version of gopls, with the addition, as the file out.
func build(out, version string) error {
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	self, err := ownSource()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "mapconcur-gopls-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := unpack(dir, version); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "internal", "settings", "mapconcur.go"), addition, 0o666); err != nil {
		return fmt.Errorf("gopls %s is laid out in another way: %w", version, err)
	}
	if _, err := runGo(dir, append([]string{"mod", "edit"}, self...)...); err != nil {
		return err
	}
	// Without the name of the directory in it, the result can come from the
	// build cache.
	_, err = runGo(dir, "build", "-mod=mod", "-trimpath", "-ldflags=-X main.version="+version+"+mapconcur", "-o", out, ".")
	return err
}

// ownSource returns the flags by which "go mod edit" adds the mapconcur that
// this command is part of: the version that it was installed from, or else the
// checkout that the current directory lies in.
func ownSource() ([]string, error) {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path == ownModule && info.Main.Sum != "" {
		return []string{"-require=" + ownModule + "@" + info.Main.Version}, nil
	}
	dir, err := runGo("", "list", "-m", "-f", "{{.Dir}}", ownModule)
	if err != nil {
		return nil, fmt.Errorf("where is the source of mapconcur? %w", err)
	}
	return []string{"-require=" + ownModule + "@v0.0.0", "-replace=" + ownModule + "@v0.0.0=" + string(bytes.TrimSpace(dir))}, nil
}

// unpack puts the source of a version of gopls into a directory.
func unpack(dir, version string) error {
	out, err := runGo(dir, "mod", "download", "-json", goplsModule+"@"+version)
	if err != nil {
		return err
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return err
	}
	source := os.DirFS(module.Dir)
	if err := os.CopyFS(dir, source); err != nil {
		return err
	}
	for _, name := range []string{"go.mod", "go.sum"} { // read-only in the module cache
		if err := os.Chmod(filepath.Join(dir, name), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// runGo runs the go command outside all workspaces and returns what it prints.
func runGo(dir string, args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = cmd.Environ()
	if dir != "" {
		cmd.Env = append(cmd.Env, "GOWORK=off", "GOFLAGS=")
	}
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s%s", args[0], err, errs.Bytes(), out.Bytes())
	}
	return out.Bytes(), nil
}
