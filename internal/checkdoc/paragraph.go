package checkdoc

import "strings"

// A Paragraph is a part of a Markdown text between empty lines: words, and a list below them.
type Paragraph struct {
	Text  string   // in one line, "" if there is only a list
	Items []string // each in one line, without its dash
}

// Paragraphs splits a text of a [Doc].
func Paragraphs(markdown string) (out []Paragraph) {
	for text := range strings.SplitSeq(markdown, "\n\n") {
		var p Paragraph
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			item, isItem := strings.CutPrefix(line, "- ")
			switch n := len(p.Items); {
			case isItem:
				p.Items = append(p.Items, item)
			case n > 0:
				p.Items[n-1] += " " + line
			default:
				p.Text += line + " "
			}
		}
		p.Text = strings.TrimSpace(p.Text)
		out = append(out, p)
	}
	return out
}
