package checkdoc

import (
	"flag"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/txtar"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/casetest"
	"github.com/mapconcur/mapconcur/internal/conflict"
)

var update = flag.Bool("update", false, "write the messages of the examples and docs/checks.md")

// page is the generated page.
const page = "../../docs/checks.md"

func TestMain(m *testing.M) {
	flag.Parse()
	if *update {
		texts = os.DirFS(".")
	}
	os.Exit(m.Run())
}

// TestExamples analyzes both forms of each example: all findings in the first are of its
// category, in lines with a comment BUG, and the second has none.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	for _, info := range conflict.Categories() {
		d, err := read(info)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"bad": d.Bad, "repaired": d.Repaired} {
			if formatted, err := format.Source([]byte(text)); err != nil || string(formatted) != text {
				t.Errorf("%s: the %s example is not formatted (%v)", d.ID, name, err)
			}
			file := filepath.Join(dir, string(d.ID), name, name+".go")
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	tree := casetest.NewTree(dir, "example.com", casetest.Exports("log", "maps", "net", "net/url", "sync", "sync/atomic"))
	for _, info := range conflict.Categories() {
		if act := analyze(t, tree, info.ID, "repaired"); len(act.Diagnostics) > 0 {
			t.Errorf("%s: said of the repaired example:\n%s", info.ID, casetest.Said(act))
		}
		checkBad(t, info.ID, analyze(t, tree, info.ID, "bad"))
	}
}

// analyze runs the analyzer with its default settings over one form of an example.
func analyze(t *testing.T, tree *casetest.Tree, c conflict.Category, form string) *checker.Action {
	t.Helper()
	pkgs, err := tree.Load("example.com/" + string(c) + "/" + form)
	if err != nil {
		t.Fatal(err)
	}
	return casetest.Analyze(t, analyzer.New(analyzer.Config{}), pkgs)[pkgs[0]]
}

// checkBad checks what is said of an example with the mistake. With -update, it writes that to
// the text.
func checkBad(t *testing.T, c conflict.Category, act *checker.Action) {
	t.Helper()
	d, _ := Of(string(c))
	var message string
	for _, diag := range act.Diagnostics {
		p := act.Package.Fset.Position(diag.Pos)
		if diag.Category != string(c) || !strings.Contains(strings.Split(d.Bad, "\n")[p.Line-1], "// BUG: ") {
			t.Errorf("%s: said of the example:\n%s", c, casetest.Said(act))
		}
		message += fmt.Sprintf("%s.go:%d:%d: %s (%s)\n", act.Package.Name, p.Line, p.Column, diag.Message, diag.Category)
	}
	if len(act.Diagnostics) != 1 {
		t.Errorf("%s: %d findings in the example, want 1", c, len(act.Diagnostics))
	}
	if *update {
		setMessage(t, c, message)
	} else if d.Message != strings.TrimSpace(message) {
		t.Errorf("%s: the text has the message\n%s\nand mapconcur prints\n%s\nrun: go test ./internal/checkdoc -update", c, d.Message, message)
	}
}

// setMessage writes the message of an example to the text.
func setMessage(t *testing.T, c conflict.Category, message string) {
	t.Helper()
	file := filepath.FromSlash(textFile(c))
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	files := a.Files
	a.Files = nil
	for _, f := range files {
		if f.Name != "message" {
			a.Files = append(a.Files, f)
		}
	}
	a.Files = append(a.Files, txtar.File{Name: "message", Data: []byte(message)})
	if err := os.WriteFile(file, txtar.Format(a), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestPage compares docs/checks.md with the texts.
func TestPage(t *testing.T) {
	want, err := Page()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/checks.md is not what the texts say; run: go test ./internal/checkdoc -update")
	}
}

// TestTexts wants every category to have a complete text, and no text without a category.
func TestTexts(t *testing.T) {
	names := map[string]bool{"intro.md": true}
	for _, info := range conflict.Categories() {
		names[string(info.ID)+".txtar"] = true
		d, ok := Of(string(info.ID))
		if !ok || d.Meaning == "" || d.Why == "" || d.Repair == "" || d.Silent == "" || d.Bad == "" || d.Repaired == "" || d.Message == "" {
			t.Errorf("the text of %s is not complete: %+v", info.ID, d)
		}
		text := d.Text()
		for _, part := range []string{string(info.ID) + ": " + info.Title, d.Message, "// BUG: ", whyHeading, repairHeading, silentHeading} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: the text for a terminal has no %q", info.ID, part)
			}
		}
		if info.Title == "" || info.Level == "" {
			t.Errorf("%s: incomplete row %+v", info.ID, info)
		}
	}
	files, err := fs.ReadDir(texts, "text")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !names[f.Name()] {
			t.Errorf("text/%s is about no category", f.Name())
		}
	}
	if _, ok := Of("none"); ok {
		t.Error("there is a text about none")
	}
}

func TestWrap(t *testing.T) {
	word := strings.Repeat("x", 30)
	text := word + " " + word + "\n" + word + "\n\n- " + word + " " + word + "\n  " + word + "\n- one\n  two"
	want := word + " " + word + "\n" + word + "\n\n- " + word + " " + word + "\n  " + word + "\n- one two"
	if got := wrap(text); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestAnchors wants a heading for each link of a finding, in the form from which GitHub makes
// the same anchor.
func TestAnchors(t *testing.T) {
	text, err := Page()
	if err != nil {
		t.Fatal(err)
	}
	headings := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^## ([a-z-]+)$`).FindAllStringSubmatch(text, -1) {
		headings[m[1]] = true
	}
	for _, info := range conflict.Categories() {
		if !headings[info.ID.Anchor()] {
			t.Errorf("docs/checks.md has no heading %q", info.ID.Anchor())
		}
	}
}
