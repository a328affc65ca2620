package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/origin"
)

// reportFlag is the name of an analyzer flag that says which packages the tool reports on.
// Only the stand-alone command sets it.
//
// Go vet asks for the findings in the packages on its command line, and for only the facts
// of their dependencies, but caches both answers under one key (Go 1.26). After
// "go vet ./b", where b imports a, it takes the empty answer for the dependency a as the
// answer to "go vet ./a". The stand-alone command avoids this: it makes every package
// report, so that there is one answer to cache, and prints the findings in the packages
// on its command line.
const reportFlag = "reporting"

// The values of reportFlag.
const (
	reportNamed = "named" // the packages on the command line of go vet
	reportOwn   = "own"   // every package that the user works on
	reportAll   = "all"   // every package, also of other modules and the standard library
)

// isVetCall reports whether the arguments are those by which go vet asks for the tool's
// version, for its flags, or for the analysis of a package.
func isVetCall(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return args[0] == "-V=full" || args[0] == "-flags" || isUnit(args[len(args)-1])
}

// isUnit reports whether arg is the name of a file that describes one package.
func isUnit(arg string) bool { return strings.HasSuffix(arg, ".cfg") }

// vetTool answers a call of go vet and exits. If it cannot read or copy the description of
// the package, it leaves that to unitchecker, which reports the same error.
func vetTool() {
	// Go vet prints the message alone, and does not tell the tool whether it prints text
	// or JSON. The stand-alone command reads the category from the JSON and prints it.
	cfg := analyzer.Config{Sole: true, ShowCategory: reportMode(analyzer.Analyzer.Name, os.Args[1:]) == reportNamed}
	if file := os.Args[len(os.Args)-1]; isUnit(file) {
		if u, err := readUnit(file); err == nil {
			cfg.FactsOnly = !prepare(file, u)
			collectLate(u)
		}
	}
	a := analyzer.New(cfg)
	a.Flags.String(reportFlag, reportNamed, "set by the mapconcur command: named, own or all packages")
	if err := checkFlags(a, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "mapconcur: %v\n", err)
		os.Exit(2) // as unitchecker does
	}
	unitchecker.Main(a)
}

// checkFlags returns an error if a flag of the analyzer has a wrong value. Unitchecker would
// print its own usage, which sends people to commands that they do not need. Go vet itself
// refuses a flag with an unknown name.
func checkFlags(a *analysis.Analyzer, args []string) error {
	for _, arg := range args {
		name, ok := strings.CutPrefix(arg, "-"+a.Name+".")
		name, value, hasValue := strings.Cut(name, "=")
		f := a.Flags.Lookup(name)
		if !ok || f == nil {
			continue
		}
		if !hasValue {
			value = "true"
		}
		if err := f.Value.Set(value); err != nil {
			return fmt.Errorf("invalid value %q for flag -%s.%s: %w", value, a.Name, name, err)
		}
	}
	return nil
}

// prepare changes the arguments of the process to what unitchecker needs for the package u,
// which file describes, and reports whether the findings in it are wanted. If neither its
// findings nor its facts are needed, it exits before the package is parsed.
func prepare(file string, u *unitchecker.Config) (findings bool) {
	name := analyzer.Analyzer.Name
	report := reportMode(name, os.Args[1:])
	of := originOf(u)
	own := of == origin.Own
	findings = !u.VetxOnly
	switch {
	case u.VetxOnly && !own && report != reportAll:
		needed := of == origin.Release && origin.NeedsFacts(u.GoFiles, os.ReadFile)
		if !needed && emptyFactsSuffice() && os.WriteFile(u.VetxOutput, nil, 0o666) == nil {
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

// wantsFixes reports whether the fixes in the package u are applied or printed. Go vet -fix
// and go fix apply them or, with -diff, print what they change. The flag for fixes asks for
// them. The flag -json does not: Go vet of Go 1.26 and later passes it even if it prints
// text.
//
// False negative: go fix -json, which makes the same call as go vet, prints no fixes.
func wantsFixes(u *unitchecker.Config, analyzer string, args []string) bool {
	if u.FixArchive != "" || !u.VetxOnly && slices.Contains(args, "-fix") {
		return true
	}
	name := strings.TrimSuffix(passOn(analyzer, fixesFlag, ""), "=")
	return slices.ContainsFunc(args, func(arg string) bool { return arg == name || strings.HasPrefix(arg, name+"=") })
}

// reportMode returns the value of reportFlag among the arguments of the tool. It knows only
// the spelling that the stand-alone command uses, since it runs before unitchecker parses
// the arguments.
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

// originOf returns the origin of u.
func originOf(u *unitchecker.Config) origin.Origin {
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

// emptyFactsSuffice reports whether an empty file may replace the facts of a package. This
// saves parsing and type-checking the whole standard library. It works up to x/tools v0.49:
// later versions, which another module may select, store the types of the package in the
// same file.
func emptyFactsSuffice() bool {
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

// reportingUnit writes a copy of u, which file describes, and returns the name of the copy.
// The analyzer takes the package of the copy for one of the user. The copy is in the
// directory of the original, which the go command removes at the end.
//
// If always is set, findings are wanted even if go vet asks for facts only. Then the ID of
// the copy distinguishes a package from the same package with its tests: see [listing].
func reportingUnit(file string, u *unitchecker.Config, always bool) (string, error) {
	reporting := *u
	reporting.ModulePath, _ = moduleOf(u)
	if originOf(u) == origin.Standard {
		reporting.ModulePath = "std"
	}
	reporting.Module, reporting.ModuleVersion = nil, "" // a package without a version is the user's
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

// testID returns the ID of the package path with its test files.
func testID(path string) string { return path + " [test]" }

func isTestFile(name string) bool { return strings.HasSuffix(name, "_test.go") }
