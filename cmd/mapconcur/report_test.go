package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// moreBuggy has another bug in the same file, above the first.
var moreBuggy = strings.Replace(buggy, "func Run()", `// The file has grown.

func New() {
	n := map[int]int{}
	go func() { n[1] = 1 }()
	n[2] = 2
}

func Run()`, 1)

func TestFormatFlag(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	mapconcur(t, dir, "-format=github").check(t, 1, "::error file=buggy/buggy.go,line=", "")
	sub := filepath.Join(dir, "buggy")
	start(t, sub, []string{"GITHUB_WORKSPACE=" + dir}, os.Getenv(binaryEnv), "-format=github").check(t, 1, "::error file=buggy/buggy.go,line=", "")
	mapconcur(t, dir, "-format=text", "-related").check(t, 1, "\n\tbuggy/buggy.go:6:3: conflicting write\n", "")
	mapconcur(t, dir, "-format=xml").check(t, 2, "", "want one of github, json, sarif, text")
	if a, b := mapconcur(t, dir, "-json"), mapconcur(t, dir, "-format", "json"); a != b || a.code != 1 {
		t.Errorf("-json: %+v\n-format json: %+v", a, b)
	}
}

// TestSARIFLog runs over a bug and a package that is broken.
func TestSARIFLog(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy, "-- broken/broken.go --\npackage broken\n\nvar X int = undefined\n")
	o := mapconcur(t, dir, "-format=sarif")
	o.check(t, 2, `"uri": "buggy/buggy.go"`, "undefined")
	var log struct {
		Runs []struct {
			Invocations []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []struct{ Message struct{ Text string } }
			}
			Results []struct {
				Message             struct{ Text string }
				PartialFingerprints map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(o.stdout), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if i := run.Invocations[0]; i.ExecutionSuccessful || len(i.ToolExecutionNotifications) != 1 || !strings.Contains(i.ToolExecutionNotifications[0].Message.Text, "undefined") {
		t.Errorf("got invocation %+v", i)
	}
	if len(run.Results) != 1 || !strings.HasSuffix(run.Results[0].Message.Text, ": [conflicting write](1)") {
		t.Fatalf("got results %+v", run.Results)
	}
	before := run.Results[0].PartialFingerprints["mapconcur/v1"]
	write(t, dir, strings.Replace(buggy, "func Run()", "// Lines have moved.\n\nfunc Run()", 1))
	if o := mapconcur(t, dir, "-format=sarif"); before == "" || !strings.Contains(o.stdout, before) {
		t.Errorf("fingerprint %q is gone when lines move:\n%s", before, o.stdout)
	}
}

func TestBaseline(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	mapconcur(t, dir, "-write-baseline").check(t, 2, "", "flag -write-baseline needs -baseline")
	mapconcur(t, dir, "-baseline=base.json").check(t, 2, "", "-write-baseline makes it")
	mapconcur(t, dir, "-baseline=base.json", "-write-baseline").check(t, 0, "", "base.json has 1 finding now")
	mapconcur(t, dir, "-baseline=base.json").check(t, 0, "", "")

	write(t, dir, moreBuggy)
	o := mapconcur(t, dir, "-baseline=base.json")
	o.check(t, 1, "write to n", "")
	if strings.Contains(o.stdout, "write to m") {
		t.Errorf("a finding of the baseline has come back:\n%s", o.stdout)
	}
	mapconcur(t, dir, "-baseline=base.json", "-format=json").check(t, 1, "write to n", "")

	write(t, dir, strings.Replace(buggy, "go func", "func", 1))
	mapconcur(t, dir, "-baseline=base.json").check(t, 0, "", "base.json found no longer")
	mapconcur(t, dir, "-baseline=base.json", "-checks=-write-write").check(t, 0, "", "")
	mapconcur(t, dir, "-baseline=base.json", "-write-baseline").check(t, 0, "", "base.json has 0 findings now")
	mapconcur(t, dir, "-baseline=base.json").check(t, 0, "", "")
}

// TestBaselineIsNotLost wants the file as it is where it cannot be understood
// or where a run has not seen everything.
func TestBaselineIsNotLost(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	name := filepath.Join(dir, "base.json")
	content := func() string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	const broken = "<<<<<<< HEAD\n"
	write(t, dir, "-- base.json --\n"+broken)
	mapconcur(t, dir, "-baseline=base.json").check(t, 2, "", "base.json is not a baseline file")
	mapconcur(t, dir, "-baseline=base.json", "-write-baseline").check(t, 2, "", "base.json is not a baseline file")
	if got := content(); got != broken {
		t.Errorf("broken file is now %q", got)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	mapconcur(t, dir, "-baseline=base.json", "-write-baseline").check(t, 0, "", "1 finding")
	before := content()
	write(t, dir, "-- broken/broken.go --\npackage broken\n\nvar X int = undefined\n")
	mapconcur(t, dir, "-baseline=base.json", "-write-baseline").check(t, 2, "", "base.json is not written")
	write(t, dir, clean)
	mapconcur(t, dir, "-baseline=base.json", "-write-baseline", "./clean").check(t, 0, "", "1 finding")
	if got := content(); got != before {
		t.Errorf("file changed from\n%s\nto\n%s", before, got)
	}
}

func TestNewFrom(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	mapconcur(t, dir, "-new-from=HEAD").check(t, 2, "", "not a git repository")
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "first")
	mapconcur(t, dir, "-new-from=HEAD").check(t, 0, "", "")
	write(t, dir, moreBuggy)
	o := mapconcur(t, dir, "-new-from=HEAD")
	o.check(t, 1, "write to n", "")
	if strings.Contains(o.stdout, "write to m") {
		t.Errorf("an old finding counts as new:\n%s", o.stdout)
	}
	// The other access alone has changed.
	write(t, dir, strings.Replace(buggy, "m[2] = 2", "m[3] = 3", 1))
	mapconcur(t, dir, "-new-from=HEAD").check(t, 1, "write to m", "")
	mapconcur(t, dir, "-new-from=none").check(t, 2, "", "git diff: ")
}

// TestTrimmedPaths analyzes the same module in two directories: with -trimpath,
// go vet answers for the second from what it keeps of the first.
func TestTrimmedPaths(t *testing.T) {
	t.Parallel()
	env := []string{"GOFLAGS=-trimpath"}
	for range 2 {
		dir := module(t, strings.ReplaceAll(buggy, "buggy", "trimmed"))
		o := start(t, dir, env, os.Getenv(binaryEnv), "-json")
		o.check(t, 1, filepath.Join(dir, "trimmed", "trimmed.go:"), "")
	}
}
