//go:build drivers

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Versions of the programs that check files which only other people's machines run.
const (
	actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
	goreleaser = "github.com/goreleaser/goreleaser/v2@v2.17.0" // the last for Go 1.26
)

// TestWorkflowsDriver runs actionlint over the workflows of docs/ci.md, with the action of this
// checkout.
func TestWorkflowsDriver(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "action", "action.yml"), readPage(t, "action.yml"))
	flows := regexp.MustCompile("(?s)<!-- workflow -->\n```yaml\n(.*?)```").FindAllStringSubmatch(readPage(t, "docs/ci.md"), -1)
	uses := 0
	for i, m := range flows {
		local := regexp.MustCompile(`uses: mapconcur/mapconcur@\S+`).ReplaceAllString(m[1], "uses: ./action")
		uses += strings.Count(local, "uses: ./action")
		writeFile(t, filepath.Join(dir, ".github", "workflows", "w"+strconv.Itoa(i)+".yml"), local)
	}
	if len(flows) < 3 || uses < 2 {
		t.Fatalf("docs/ci.md has %d workflows, with %d uses of the action", len(flows), uses)
	}
	run(t, dir, "git", "init", "-q")
	run(t, dir, "go", "run", actionlint)
}

// TestReleaseDriver runs "goreleaser check" in a copy of the repository.
func TestReleaseDriver(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, ".goreleaser.yaml"), readPage(t, ".goreleaser.yaml"))
	run(t, dir, "git", "init", "-q")
	run(t, dir, "git", "remote", "add", "origin", "https://github.com/mapconcur/mapconcur.git")
	run(t, dir, "go", "run", goreleaser, "check")
}

// run runs a program that may use the network.
func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOWORK=off", "GOFLAGS=-trimpath -buildvcs=false")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
