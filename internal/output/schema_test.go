//go:build drivers

package output

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// validator is a program that validates a document against a schema. Library
// and schema stay out of this module: nobody else needs them.
const validator = `package main

import (
	"fmt"
	"os"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func main() {
	schema, err := jsonschema.NewCompiler().Compile(os.Args[1])
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	f, err := os.Open(os.Args[2])
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	doc, err := jsonschema.UnmarshalJSON(f)
	if err == nil {
		err = schema.Validate(doc)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
`

// TestSchemaDriver validates the SARIF output against the schema of SARIF 2.1.0,
// which gosec has among its test data.
func TestSchemaDriver(t *testing.T) {
	dir := t.TempDir()
	run := func(name string, args ...string) ([]byte, error) {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PWD="+dir, "GOWORK=off")
		return cmd.CombinedOutput()
	}
	var gosec struct{ Dir string }
	out, err := run("go", "mod", "download", "-json", "github.com/securego/gosec/v2@v2.29.0")
	if err := errors.Join(err, json.Unmarshal(out, &gosec)); err != nil {
		t.Skipf("the schema cannot be had: %v\n%s", err, out)
	}
	schema := filepath.Join(gosec.Dir, "report", "sarif", "testdata", "sarif-schema-2.1.0.json")
	put := func(name, text string) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	put("go.mod", "module validator\n\ngo 1.25\n\nrequire github.com/santhosh-tekuri/jsonschema/v6 v6.0.2\n")
	put("main.go", validator)
	if out, err := run("go", "build", "-mod=mod", "-o", "validator", "."); err != nil {
		t.Skipf("the validator cannot be built: %v\n%s", err, out)
	}
	full, empty := report(t), report(t)
	empty.Findings, empty.Messages, empty.Failed = nil, nil, false
	for name, r := range map[string]*Report{"full": full, "empty": empty} {
		if out, err := run("./validator", schema, put("log.json", write(t, r, "sarif"))); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	var exit *exec.ExitError
	if _, err := run("./validator", schema, put("log.json", `{"version": "2.1.0"}`)); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("the validator accepts a log without runs: %v", err)
	}
}
