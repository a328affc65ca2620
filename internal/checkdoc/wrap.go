package checkdoc

import "strings"

// width is the width of a terminal.
const width = 80

// wrap breaks the lines of paragraphs and list items in Markdown anew for a terminal.
func wrap(markdown string) string {
	var out []string
	for _, p := range Paragraphs(markdown) {
		lines := wrapped(p.Text, "")
		for _, item := range p.Items {
			lines = append(lines, wrapped("- "+item, "  ")...)
		}
		out = append(out, strings.Join(lines, "\n"))
	}
	return strings.Join(out, "\n\n")
}

// wrapped breaks a text into lines. All but the first are indented.
func wrapped(text, indent string) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines, line = append(lines, line), indent+word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
