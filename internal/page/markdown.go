package page

import (
	"html/template"
	"strings"
)

// markdown returns the texts of the categories as HTML: paragraphs, lists and code.
func markdown(text string) template.HTML {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		before, items := lists(paragraph)
		if before != "" {
			b.WriteString("<p>" + inline(before) + "</p>\n")
		}
		if len(items) == 0 {
			continue
		}
		b.WriteString("<ul>\n")
		for _, item := range items {
			b.WriteString("<li>" + inline(item) + "</li>\n")
		}
		b.WriteString("</ul>\n")
	}
	return template.HTML(b.String())
}

// lists splits a paragraph into the text before its list, and the items of the list.
func lists(paragraph string) (before string, items []string) {
	for line := range strings.Lines(paragraph) {
		line = strings.TrimSpace(line)
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case isItem:
			items = append(items, item)
		case len(items) > 0:
			items[len(items)-1] += " " + line
		default:
			before += line + " "
		}
	}
	return strings.TrimSpace(before), items
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
