package checkdoc

import "strings"

// width is the width of a terminal.
const width = 80

// wrap breaks the lines of paragraphs and list items in Markdown anew for a terminal.
func wrap(markdown string) string {
	var out []string
	for _, paragraph := range strings.Split(markdown, "\n\n") {
		var lines []string
		for _, item := range items(paragraph) {
			lines = append(lines, wrapped(item)...)
		}
		out = append(out, strings.Join(lines, "\n"))
	}
	return strings.Join(out, "\n\n")
}

// items splits a paragraph into the items of a list. A paragraph that is not a list is one
// item.
func items(paragraph string) (out []string) {
	for _, line := range strings.Split(paragraph, "\n") {
		if strings.HasPrefix(line, "- ") || len(out) == 0 {
			out = append(out, line)
		} else {
			out[len(out)-1] += " " + strings.TrimSpace(line)
		}
	}
	return out
}

// wrapped breaks an item into lines. All but the first are indented if it is one of a list.
func wrapped(item string) (lines []string) {
	indent := ""
	if strings.HasPrefix(item, "- ") {
		indent = "  "
	}
	line := ""
	for _, word := range strings.Fields(item) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines, line = append(lines, line), indent+word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
