package page

import (
	"html/template"
	"strings"

	"github.com/mapconcur/mapconcur/internal/checkdoc"
)

// markdown returns the texts of the categories as HTML: paragraphs, lists and code.
func markdown(text string) template.HTML {
	var b strings.Builder
	for _, p := range checkdoc.Paragraphs(text) {
		if p.Text != "" {
			b.WriteString("<p>" + inline(p.Text) + "</p>\n")
		}
		if len(p.Items) == 0 {
			continue
		}
		b.WriteString("<ul>\n")
		for _, item := range p.Items {
			b.WriteString("<li>" + inline(item) + "</li>\n")
		}
		b.WriteString("</ul>\n")
	}
	return template.HTML(b.String())
}

// inline escapes a text and marks the code in it, which stands between backquotes.
func inline(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		part = template.HTMLEscapeString(part)
		if i%2 == 1 {
			part = "<code>" + part + "</code>"
		}
		b.WriteString(part)
	}
	return b.String()
}
