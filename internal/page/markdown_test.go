package page

import (
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/checkdoc"
	"github.com/mapconcur/mapconcur/internal/conflict"
)

func TestMarkdown(t *testing.T) {
	got := markdown("Take `a<b`,\nthen:\n- one\n  more\n- two\n\nEnd & all.")
	want := "<p>Take <code>a&lt;b</code>, then:</p>\n<ul>\n<li>one more</li>\n<li>two</li>\n</ul>\n<p>End &amp; all.</p>\n"
	if string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestCategoryTexts wants the texts of all categories to need no more than is rendered.
func TestCategoryTexts(t *testing.T) {
	for _, c := range conflict.Categories() {
		doc, ok := checkdoc.Of(string(c.ID))
		if !ok {
			t.Fatalf("no text for %s", c.ID)
		}
		for _, text := range []string{doc.Why, doc.Repair} {
			if html := string(markdown(text)); strings.ContainsAny(html, "`*") || strings.Contains(html, "](") || strings.Contains(html, "<p></p>") {
				t.Errorf("%s: got %s", c.ID, html)
			}
		}
	}
}
