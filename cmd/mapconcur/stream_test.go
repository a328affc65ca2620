package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestStream reads what go vet prints before Go 1.26: objects below the line
// of their package, on standard error.
func TestStream(t *testing.T) {
	t.Parallel()
	var s stream
	s.read([]byte(`go: downloading example.org/d v1.0.0
# example.com/b
b.go:1:1: undefined: x
b.go:2:1: undefined: y
# example.com/a
{
	"example.com/a": {
		"mapconcur": [
			{
				"posn": "/m/a.go:3:4",
				"end": "/m/a.go:3:5",
				"message": "write"
			}
		]
	}
}
# example.com/c
{
	"example.com/c": {
		"mapconcur": {
			"error": "no luck"
		}
	}
}
{}
{
	"ID": "not for us"
}
`))
	var r result
	ids := map[string]unit{"example.com/a": {"a", "/m"}, "example.com/c": {"c", "/m"}}
	if err := r.add("mapconcur", ids, s.objects); err != nil {
		t.Fatal(err)
	}
	if len(r.findings) != 1 || r.findings[0].Package != "a" || r.findings[0].Posn != "/m/a.go:3:4" {
		t.Errorf("findings: %+v", r.findings)
	}
	if want := []string{"mapconcur: c: no luck"}; !r.failed || !slices.Equal(r.messages, want) {
		t.Errorf("failed %t with %q, want %q", r.failed, r.messages, want)
	}
	want := []string{
		"go: downloading example.org/d v1.0.0",
		"# example.com/b\nb.go:1:1: undefined: x\nb.go:2:1: undefined: y",
		"# example.com/c\n{\n\t\"ID\": \"not for us\"\n}",
	}
	if !slices.Equal(s.messages, want) {
		t.Errorf("messages: %q, want %q", s.messages, want)
	}
}

func TestIsVetCall(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]bool{
		"-V=full":              true,
		"-flags":               true,
		"/tmp/b001/vet.cfg":    true,
		"-json /tmp/b/vet.cfg": true,
		"":                     false,
		"-version":             false,
		"-json ./...":          false,
	} {
		if got := isVetCall(strings.Fields(args)); got != want {
			t.Errorf("%q: got %t", args, got)
		}
	}
}

// TestUnits calls the vet tool as go vet does for single packages.
func TestUnits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	goroot := "GOROOT=" + dir
	unit := filepath.Join(dir, "vet.cfg")
	call := func(content string, flags ...string) outcome {
		t.Helper()
		if err := os.WriteFile(unit, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		return start(t, dir, []string{goroot}, os.Getenv(binaryEnv), append(flags, unit)...)
	}
	call("{").check(t, 1, "", "cannot decode JSON config file")
	call("{}").check(t, 1, "", "package has no files")
	start(t, dir, nil, os.Getenv(binaryEnv), "none.cfg").check(t, 1, "", "none.cfg")

	// The file of a package in the standard library is not even opened
	// unless its findings are wanted.
	std := `"ImportPath": "p", "GoFiles": ["none.go"], "VetxOutput": "vet.out", "Dir": "` + filepath.Join(dir, "src", "p") + `"`
	call(`{"VetxOnly": true, `+std+`}`).check(t, 0, "", "")
	if data, err := os.ReadFile(filepath.Join(dir, "vet.out")); err != nil || len(data) != 0 {
		t.Errorf("facts of the standard library: %q, %v", data, err)
	}
	call(`{"VetxOnly": false, `+std+`}`).check(t, 1, "", "none.go")
	call(`{"VetxOnly": true, `+std+`}`, "-mapconcur.reporting=all").check(t, 1, "", "none.go")
	call(`{"VetxOnly": true, `+std+`}`, "-mapconcur.reporting=own").check(t, 0, "", "")
	call(`{"VetxOnly": true, "ModulePath": "m", `+std+`}`).check(t, 1, "", "none.go")

	// Nor is that of another module's release.
	release := `"ModulePath": "m", "ModuleVersion": "v1.2.3", "ImportPath": "p", "GoFiles": ["none.go"], "VetxOutput": "vet.out", "Dir": "`
	cached, replaced := filepath.Join(dir, "mod", "m@v1.2.3", "p")+`"`, filepath.Join(dir, "staging", "m", "p")+`"`
	call(`{"VetxOnly": true, `+release+cached+`}`).check(t, 0, "", "")
	call(`{"VetxOnly": false, `+release+cached+`}`).check(t, 1, "", "none.go")
	call(`{"VetxOnly": true, `+release+cached+`}`, "-mapconcur.reporting=all").check(t, 1, "", "none.go")
	call(`{"VetxOnly": true, `+release+replaced+`}`).check(t, 1, "", "none.go")
}

// TestFlagsArePassedOn gives the command flags of the analyzer and its own.
func TestFlagsArePassedOn(t *testing.T) {
	t.Parallel()
	a := &analysis.Analyzer{Name: "toy"}
	yes := a.Flags.Bool("yes", false, "")
	word := a.Flags.String("word", "", "")
	c, err := parseCommand(a, []string{"-yes", "-json", "-word", "x y", "-tags=a,b", "./p"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"-toy.yes=true", "-toy.word=x y"}; !*yes || *word != "x y" || !slices.Equal(c.flags, want) {
		t.Errorf("got %t, %q and %q, want %q", *yes, *word, c.flags, want)
	}
	if c.format != "json" || !slices.Equal(c.build, []string{"-tags=a,b"}) || !slices.Equal(c.patterns, []string{"./p"}) {
		t.Errorf("got %+v", c)
	}
}

func TestReportMode(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{reportOwn, reportAll} {
		if got := reportMode("toy", []string{"-json", passOn("toy", reportFlag, mode)}); got != mode {
			t.Errorf("got %s, want %s", got, mode)
		}
	}
	if got := reportMode("toy", []string{"-json"}); got != reportNamed {
		t.Errorf("got %s, want %s", got, reportNamed)
	}
}

// TestNamedPackagesOfOthers lists packages that the user does not work on: they
// are analyzed where they are named.
func TestNamedPackagesOfOthers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		json string
		want bool
	}{
		{`{"ImportPath": "m/p", "Dir": "/m/p", "Module": {"Path": "m"}}`, false},
		{`{"ImportPath": "n/p", "Dir": "/n/p", "Module": {"Path": "n", "Version": "v0.0.0"}}`, false},
		{`{"ImportPath": "n/p", "Dir": "/mod/n@v1.2.3/p", "Module": {"Path": "n", "Version": "v1.2.3"}}`, true},
		{`{"ImportPath": "fmt", "Dir": "/go/src/fmt", "Standard": true}`, true},
	} {
		l := &listing{ids: map[string]unit{}}
		if err := l.read([]byte(tt.json)); err != nil || l.foreign != tt.want {
			t.Errorf("%s: foreign = %t, %v", tt.json, l.foreign, err)
		}
	}
}
