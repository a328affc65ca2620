package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/origin"
)

// reportFlag names an analyzer flag that the stand-alone command sets and
// that people have no use for: which packages the tool reports on.
//
// Go vet wants findings of the packages that it was given and facts alone of
// their dependencies, but caches both answers under one key (Go 1.26). After
// "go vet ./b", where b imports a, it takes the silence of the dependency a
// for the answer to "go vet ./a". The stand-alone command is immune: it makes
// every package report, so that there is one answer to cache, and prints the
// findings of those that it was given.
const reportFlag = "reporting"

// The values of reportFlag.
const (
	reportNamed = "named" // the packages given to go vet
	reportOwn   = "own"   // every package that the user works on
	reportAll   = "all"   // those of other modules and the standard library too
)

// isVetCall reports whether go vet calls, with the arguments by which it asks
// for the tool's version, for its flags, and for the analysis of a package.
func isVetCall(args []string) bool {
	return len(args) > 0 && (args[0] == "-V=full" || args[0] == "-flags" || isUnit(args[len(args)-1]))
}

// isUnit reports whether arg names a file that describes one package.
func isUnit(arg string) bool { return strings.HasSuffix(arg, ".cfg") }

// vetTool answers a call of go vet and exits. A description that it cannot
// read or copy is left to unitchecker, which meets the same error and says so.
func vetTool() {
	// Go vet prints the message alone; whether it prints text or JSON it does not tell.
	// The stand-alone command has the category from the JSON and shows it itself.
	cfg := analyzer.Config{Sole: true, ShowCategory: reportMode(analyzer.Analyzer.Name, os.Args[1:]) == reportNamed}
	if file := os.Args[len(os.Args)-1]; isUnit(file) {
		if u, err := readUnit(file); err == nil {
			cfg.FactsOnly = !prepare(file, u)
			collectLate(u)
		}
	}
	a := analyzer.New(cfg)
	a.Flags.String(reportFlag, reportNamed, "set by the mapconcur command: named, own or all packages")
	unitchecker.Main(a)
}

// prepare makes the arguments what unitchecker needs for the package u, described by
// file, and reports whether somebody wants its findings. If nobody needs to know
// anything of it, it exits.
func prepare(file string, u *unitchecker.Config) (findings bool) {
	name := analyzer.Analyzer.Name
	report := reportMode(name, os.Args[1:])
	of := whose(u)
	own := of == origin.Own
	findings = !u.VetxOnly
	switch {
	case u.VetxOnly && !own && report != reportAll:
		tells := of == origin.Release && origin.NeedsFacts(u.GoFiles, os.ReadFile)
		if !tells && emptyFactsDo() && os.WriteFile(u.VetxOutput, nil, 0o666) == nil {
			os.Exit(0)
		}
	case !own || report != reportNamed:
		if copied, err := reportingUnit(file, u, report != reportNamed); err == nil {
			os.Args[len(os.Args)-1] = copied
			findings = findings || report != reportNamed
		}
	}
	if !wantsFixes(u, name, os.Args[1:]) {
		os.Args = slices.Insert(os.Args, 1, passOn(name, fixesFlag, "false"))
	}
	return findings
}

// wantsFixes reports whether somebody will see the fixes of the package u: go vet
// -fix and go fix apply them or, with -diff, print what they change, and the flag for
// fixes asks for them. Go vet of Go 1.26 and later passes -json even if it prints
// text, so -json does not ask for them.
//
// False negative: go fix -json, which makes the same call, prints no fixes.
func wantsFixes(u *unitchecker.Config, analyzer string, args []string) bool {
	if u.FixArchive != "" || !u.VetxOnly && slices.Contains(args, "-fix") {
		return true
	}
	name := strings.TrimSuffix(passOn(analyzer, fixesFlag, ""), "=")
	return slices.ContainsFunc(args, func(arg string) bool { return arg == name || strings.HasPrefix(arg, name+"=") })
}

// reportMode returns the value of reportFlag among the arguments of the tool,
// in the one spelling that the stand-alone command uses. It is needed before
// unitchecker parses them.
func reportMode(analyzer string, args []string) string {
	for _, mode := range []string{reportOwn, reportAll} {
		if slices.Contains(args, passOn(analyzer, reportFlag, mode)) {
			return mode
		}
	}
	return reportNamed
}

// readUnit reads the description of a package.
func readUnit(file string) (*unitchecker.Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	u := new(unitchecker.Config)
	return u, json.Unmarshal(data, u)
}

// whose returns the origin of u.
func whose(u *unitchecker.Config) origin.Origin {
	path, version := moduleOf(u)
	return origin.Of(path, version, u.Dir, os.Getenv("GOROOT")) // set by the go command
}

// moduleOf returns the path and the version of u's module, both empty for the
// standard library.
func moduleOf(u *unitchecker.Config) (path, version string) {
	if u.Module != nil { // since Go 1.27
		return u.Module.Path, u.Module.Version
	}
	return u.ModulePath, u.ModuleVersion
}

// emptyFactsDo reports whether an empty file can stand for the facts of a
// package. That saves parsing and type-checking the whole standard library,
// but only as far as x/tools v0.49: later versions, which another module may
// select, keep the types of the package in the same file.
func emptyFactsDo() bool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return false
	}
	for _, m := range info.Deps {
		if m.Path == "golang.org/x/tools" && m.Replace == nil {
			var minor int
			_, err := fmt.Sscanf(m.Version, "v0.%d.", &minor)
			return err == nil && minor < 50
		}
	}
	return false
}

// reportingUnit writes a copy of u, described by file, that the analyzer takes
// for a package of the user, and returns its name. The copy lies beside the
// original, in the directory that the go command removes in the end.
//
// If always is set, findings are wanted whoever asks. Then the copy's ID tells a
// package from the same package with its tests, as the names of "go list -test"
// do: see [selection].
func reportingUnit(file string, u *unitchecker.Config, always bool) (string, error) {
	reporting := *u
	reporting.ModulePath, _ = moduleOf(u)
	if whose(u) == origin.Standard {
		reporting.ModulePath = "std"
	}
	reporting.Module, reporting.ModuleVersion = nil, "" // no release
	if always {
		reporting.VetxOnly = false
		reporting.ID = u.ImportPath
		if slices.ContainsFunc(u.GoFiles, isTestFile) {
			reporting.ID = testID(u.ImportPath)
		}
	}
	data, err := json.Marshal(&reporting)
	if err != nil {
		return "", err
	}
	name := strings.TrimSuffix(file, ".cfg") + ".reporting.cfg"
	return name, os.WriteFile(name, data, 0o666)
}

// testID returns the ID of the package path when it holds test files.
func testID(path string) string { return path + " [test]" }

func isTestFile(name string) bool { return strings.HasSuffix(name, "_test.go") }
