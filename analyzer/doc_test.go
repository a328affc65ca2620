package analyzer

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// TestCategoriesInDoc holds the list in the package comment and the table of categories
// together.
func TestCategoriesInDoc(t *testing.T) {
	_, list, _ := strings.Cut(docFile, "\n// # Categories\n")
	list, _, _ = strings.Cut(list, "\n// # ")
	var got, want []string
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z-]+)  `).FindAllStringSubmatch(list, -1) {
		got = append(got, m[1])
	}
	for _, c := range conflict.Categories() {
		want = append(want, string(c.ID))
	}
	if !slices.Equal(got, want) {
		t.Errorf("doc.go lists the categories\n%q, the table\n%q", got, want)
	}
}

// TestLinks wants the link of each category to lead to a heading of a page in the
// repository.
func TestLinks(t *testing.T) {
	for _, c := range conflict.Categories() {
		u, err := url.Parse(linkTo(c.ID))
		if err != nil {
			t.Fatal(err)
		}
		page, ok := strings.CutPrefix(u.Path, "/mapconcur/mapconcur/blob/main/")
		if !ok || u.Host != "github.com" {
			t.Fatalf("%s is not of the repository", u)
		}
		text, err := os.ReadFile(filepath.Join("..", page))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "\n## "+u.Fragment+"\n") {
			t.Errorf("%s has no heading for %s", page, u)
		}
	}
}
