// Package checkdoc holds what users read about each category of findings: what it means, why
// it breaks a program, an example, the repair, and what is not reported. "mapconcur help
// CATEGORY" prints it, and docs/checks.md is generated from it:
//
//	go test ./internal/checkdoc -update
//
// A text is a txtar archive in the directory text. Its comment is Markdown with the headings
// of the constants below. The file bad.go has the mistake, repaired.go does not have it, and
// message is what mapconcur prints for bad.go: the test writes it and checks all three.
//
// The one-line titles of categories belong in package conflict, what flags mean in the
// command.
package checkdoc

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

//go:embed text
var embedded embed.FS

// texts holds the directory text. A test replaces it with the files on disk to write them.
var texts fs.FS = embedded

// The headings of a text, in this order. The part before the first one says what the category
// means.
const (
	whyHeading    = "Why it breaks"
	repairHeading = "How to repair it"
	silentHeading = "What is not reported"
)

// A Doc is the documentation of a category.
type Doc struct {
	conflict.Info
	Meaning  string // in Markdown, as are the other parts
	Why      string
	Repair   string
	Silent   string
	Bad      string // the source of the example
	Repaired string
	Message  string // what mapconcur prints for Bad
}

// Of returns the documentation of a category, and whether there is one of that name.
func Of(name string) (Doc, bool) {
	for _, info := range conflict.Categories() {
		if string(info.ID) == name {
			doc, err := read(info)
			return doc, err == nil
		}
	}
	return Doc{}, false
}

// read reads the text of a category.
func read(info conflict.Info) (Doc, error) {
	data, err := fs.ReadFile(texts, textFile(info.ID))
	if err != nil {
		return Doc{}, err
	}
	a := txtar.Parse(data)
	doc := Doc{Info: info}
	parts, err := split(string(a.Comment))
	if err != nil {
		return Doc{}, fmt.Errorf("%s: %w", info.ID, err)
	}
	doc.Meaning, doc.Why, doc.Repair, doc.Silent = parts[0], parts[1], parts[2], parts[3]
	for _, f := range a.Files {
		switch text := string(f.Data); f.Name {
		case "bad.go":
			doc.Bad = text
		case "repaired.go":
			doc.Repaired = text
		case "message":
			doc.Message = strings.TrimSpace(text)
		}
	}
	return doc, nil
}

func textFile(c conflict.Category) string { return "text/" + string(c) + ".txtar" }

// split splits a text at its headings.
func split(text string) ([]string, error) {
	var parts []string
	for _, h := range []string{whyHeading, repairHeading, silentHeading} {
		before, after, ok := strings.Cut(text, "\n# "+h+"\n")
		if !ok {
			return nil, fmt.Errorf("no heading %q", "# "+h)
		}
		parts, text = append(parts, strings.TrimSpace(before)), after
	}
	return append(parts, strings.TrimSpace(text)), nil
}

// Text returns the documentation for a terminal.
func (d *Doc) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n%s\n", d.ID, d.Title, wrap(d.Meaning))
	fmt.Fprintf(&b, "\n%s\n\n%s\n", whyHeading, wrap(d.Why))
	fmt.Fprintf(&b, "\nExample\n\n%s\nMapconcur prints:\n\n    %s\n", indent(d.Bad), d.Message)
	fmt.Fprintf(&b, "\n%s\n\n%s\n\nThe example, repaired:\n\n%s", repairHeading, wrap(d.Repair), indent(d.Repaired))
	fmt.Fprintf(&b, "\n%s\n\n%s\n", silentHeading, wrap(d.Silent))
	fmt.Fprintf(&b, "\n-checks=%s reports this category alone, -checks=-%s all others.\n", d.ID, d.ID)
	return b.String()
}

// indent indents the lines of a source.
func indent(source string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(source, "\t", "    ")) {
		if line != "\n" {
			b.WriteString("    ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// Page returns docs/checks.md, in Markdown.
func Page() (string, error) {
	var b strings.Builder
	intro, err := fs.ReadFile(texts, "text/intro.md")
	if err != nil {
		return "", err
	}
	b.WriteString("<!-- Generated from internal/checkdoc by: go test ./internal/checkdoc -update -->\n\n")
	b.Write(intro)
	b.WriteString("\n| category | what it reports | severity |\n| --- | --- | --- |\n")
	for _, info := range conflict.Categories() {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s |\n", info.ID, info.ID.Anchor(), info.Title, info.Level)
	}
	for _, info := range conflict.Categories() {
		d, err := read(info)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s", d.ID, d.Markdown())
	}
	return b.String(), nil
}

// Markdown returns the documentation without a heading, in Markdown.
func (d *Doc) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n```go\n%s```\n\n```text\n%s\n```\n", d.Meaning, d.Bad, d.Message)
	fmt.Fprintf(&b, "\n**%s.** %s\n\n**%s.** %s\n\n```go\n%s```\n", whyHeading, d.Why, repairHeading, d.Repair, d.Repaired)
	fmt.Fprintf(&b, "\n**%s**\n\n%s\n", silentHeading, d.Silent)
	return b.String()
}
