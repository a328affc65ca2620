package analyzer

import (
	"go/doc/comment"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// TestSections holds the table of categories and the sections of the package
// comment together: both have the same categories in the same order, the links
// of diagnostics lead to the sections, and each section shows an example, tells
// how to repair it and what is not reported.
func TestSections(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]bool{} // of the section at hand
	sections := map[string]map[string]bool{}
	var order, want []string
	for _, block := range new(comment.Parser).Parse(f.Doc.Text()).Content {
		switch block := block.(type) {
		case *comment.Heading:
			parts = map[string]bool{}
			if strings.HasPrefix(block.DefaultID(), "hdr-Category_") {
				sections[block.DefaultID()] = parts
				order = append(order, block.DefaultID())
			}
		case *comment.Code:
			parts["code"] = true
		case *comment.Paragraph:
			word, _, _ := strings.Cut(string(block.Text[0].(comment.Plain)), ":")
			parts[word] = true
		}
	}
	for _, c := range conflict.Categories() {
		want = append(want, c.ID.Anchor())
		for _, part := range []string{"code", "Repair", "Not reported"} {
			if !sections[c.ID.Anchor()][part] {
				t.Errorf("section %q of doc.go: want an example, a paragraph that begins with Repair: and one that begins with Not reported:", "Category "+c.ID)
				break
			}
		}
		if c.Title == "" || c.Level == "" {
			t.Errorf("%s: incomplete row %+v", c.ID, c)
		}
	}
	if !slices.Equal(order, want) {
		t.Errorf("doc.go has the sections\n%q, the table of categories\n%q", order, want)
	}
}
