//go:build whole

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	saysDetector = regexp.MustCompile(`(?m)^// detector: (race|silent)$`)
	saysReport   = regexp.MustCompile(`(?m)^// mapconcur: (.+)$`)
)

// TestWholeScenarios runs the programs of testdata/scenarios, which docs/runtime.md
// speaks of, under the race detector, and mapconcur over them. Each says in its
// first comment what both have to say; they agree but for maps.Clone.
func TestWholeScenarios(t *testing.T) {
	if !hasRace() {
		t.Skip("needs the race detector")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "testdata", "scenarios", "*", "main.go"))
	if err != nil || len(files) < 6 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		dir := filepath.Dir(f)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			detector, report := saysDetector.FindSubmatch(src), saysReport.FindSubmatch(src)
			if detector == nil || report == nil {
				t.Fatal("the first comment does not say what the detector and mapconcur report")
			}
			race, want := string(detector[1]) == "race", string(report[1])
			if found := want != "silent"; found != race && filepath.Base(dir) != "clone" {
				t.Error("the detector and mapconcur disagree")
			}
			checkRun(t, dir, race)
			o := goVet(t, dir, ".")
			if want == "silent" {
				o.check(t, 0, "", "")
			} else {
				o.check(t, 1, "", want)
			}
		})
	}
}

// checkRun runs a program under the race detector and compares what happens: a
// race is reported, or the program ends as it should.
func checkRun(t *testing.T, dir string, race bool) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "program")
	start(t, dir, nil, "go", "build", "-race", "-o", binary, ".").check(t, 0, "", "")
	o := start(t, dir, []string{"GORACE=halt_on_error=0"}, binary)
	got := strings.Contains(o.stderr, "WARNING: DATA RACE") || strings.Contains(o.stderr, "fatal error: concurrent map")
	if got != race || !race && (o.code != 0 || o.stdout != "true\n") {
		t.Errorf("race found: %t, want %t; code %d, stdout:\n%s\nstderr:\n%s", got, race, o.code, o.stdout, o.stderr)
	}
}
