package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An actionStep is a step of action.yml that runs a script.
type actionStep struct {
	name, dir, script string
	env               map[string]string // names and expressions
}

// TestAction runs the steps of action.yml as GitHub does, but for the upload.
func TestAction(t *testing.T) {
	t.Parallel()
	slow(t)
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("the steps of the action need bash")
	}
	steps := actionSteps(t)
	if len(steps) != 3 {
		t.Fatalf("action.yml has the scripts %+v", steps)
	}
	temp := t.TempDir()
	dir := module(t, buggy, clean, "-- broken/broken.go --\npackage broken\n\nvar X int = undefined\n")
	for i, test := range []struct {
		packages, flags, sarif, fail string
		code                         int
		stdout                       string
	}{
		{"./buggy", "", "false", "true", 1, "::error file=buggy/buggy.go,line="},
		{"./buggy", "-checks=-write-write -tests=false", "false", "true", 0, ""},
		{"./buggy ./clean", "", "false", "false", 0, "::error file=buggy/buggy.go,line="},
		{"./...", "", "false", "false", 2, "::error file=buggy/buggy.go,line="},
		{"./buggy", "", "true", "true", 1, ""},
		{"./...", "", "true", "false", 2, ""},
	} {
		values := map[string]string{
			"github.action_path": checkout(t), "runner.temp": temp, "inputs.working-directory": dir,
			"inputs.packages": test.packages, "inputs.flags": test.flags, "inputs.sarif": test.sarif, "inputs.fail": test.fail,
		}
		var last outcome
		var stdout string
		for _, s := range steps {
			if s.name == "Install mapconcur" && i > 0 {
				continue
			}
			last = runStep(t, s, temp, values)
			stdout += last.stdout
			if last.code != 0 && s.name != "Report the outcome" {
				t.Fatalf("%s: code %d\n%s", s.name, last.code, last.stderr)
			}
		}
		if last.code != test.code || !has(stdout, test.stdout) {
			t.Errorf("%+v: code %d, stdout\n%s", test, last.code, stdout)
		}
		if uploads := values["steps.run.outputs.upload"] == "true"; uploads != (test.sarif == "true") {
			t.Errorf("%+v: uploads SARIF: %t", test, uploads)
		}
		if test.sarif == "true" && !strings.Contains(readFile(t, temp, "mapconcur.sarif"), `"ruleId": "write-write"`) {
			t.Errorf("%+v: no finding in the file", test)
		}
	}
}

// actionSteps reads the steps of action.yml that run scripts.
func actionSteps(t *testing.T) (steps []actionStep) {
	t.Helper()
	_, text, _ := strings.Cut(readPage(t, "action.yml"), "\n  steps:\n")
	for _, step := range strings.Split(text, "    - name: ")[1:] {
		name, rest, _ := strings.Cut(step, "\n")
		_, script, ok := strings.Cut(rest, "      run: |\n")
		if !ok {
			continue
		}
		s := actionStep{name: name, script: regexp.MustCompile("(?m)^        ").ReplaceAllString(script, ""), env: map[string]string{}}
		for _, m := range regexp.MustCompile(`(?m)^(        |      )([\w-]+): \$\{\{ (\S+) \}\}$`).FindAllStringSubmatch(rest, -1) {
			if m[2] == "working-directory" {
				s.dir = m[3]
			} else {
				s.env[m[2]] = m[3]
			}
		}
		steps = append(steps, s)
	}
	return steps
}

// runStep runs a step with the values of expressions, to which it adds the outputs of the step
// with the ID run.
func runStep(t *testing.T, s actionStep, temp string, values map[string]string) outcome {
	t.Helper()
	outputs := filepath.Join(t.TempDir(), "outputs")
	env := []string{"RUNNER_TEMP=" + temp, "GITHUB_OUTPUT=" + outputs, "GITHUB_WORKSPACE=" + values["inputs.working-directory"]}
	for name, expr := range s.env {
		value, ok := values[expr]
		if !ok {
			t.Fatalf("%s: %s is nothing that GitHub knows here", s.name, expr)
		}
		env = append(env, name+"="+value)
	}
	dir := temp
	if s.dir != "" {
		dir = values[s.dir]
		values["steps.run.outputs.upload"] = ""
	}
	o := start(t, dir, env, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.script)
	data, _ := os.ReadFile(outputs)
	for line := range strings.Lines(string(data)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values["steps.run.outputs."+name] = value
	}
	return o
}

// TestContainerfile checks what can be checked of Containerfile without a container engine:
// what it copies and builds is there, and its Go release is recent enough.
func TestContainerfile(t *testing.T) {
	t.Parallel()
	text := readPage(t, "Containerfile")
	for _, m := range regexp.MustCompile(`(?m)^COPY ([^-].*) \S+$`).FindAllStringSubmatch(text, -1) {
		for _, name := range strings.Fields(m[1]) {
			if _, err := os.Stat(filepath.Join(checkout(t), name)); err != nil {
				t.Error(err)
			}
		}
	}
	if !strings.Contains(text, "go build -trimpath -o /usr/local/bin/mapconcur ./cmd/mapconcur\n") || !strings.Contains(text, `ENTRYPOINT ["mapconcur"]`) {
		t.Errorf("got\n%s", text)
	}
	image := regexp.MustCompile(`(?m)^FROM docker\.io/library/golang:(1\.\d+)( AS build)?$`).FindAllStringSubmatch(text, -1)
	mod := regexp.MustCompile(`(?m)^go (1\.\d+)`).FindStringSubmatch(readPage(t, "go.mod"))
	if len(image) != 2 || image[0][1] != image[1][1] || image[0][1] < mod[1] {
		t.Errorf("Containerfile is made from %q, go.mod asks for %s", image, mod[1])
	}
}
