package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Sources reads the files that findings are in, each once. The zero Sources is
// ready for use.
type Sources struct {
	files map[string]string
}

// Text returns the content of a file, "" if it cannot be read.
func (s *Sources) Text(file string) string {
	text, ok := s.files[file]
	if !ok {
		if s.files == nil {
			s.files = map[string]string{}
		}
		data, _ := os.ReadFile(file)
		text = string(data)
		s.files[file] = text
	}
	return text
}

// Line returns a line of a file, counted from 1, "" if there is none.
func (s *Sources) Line(file string, line int) string {
	n := 1
	for text := range strings.Lines(s.Text(file)) {
		if n == line {
			return strings.TrimRight(text, "\r\n")
		}
		n++
	}
	return ""
}

// Column returns the column of a position in UTF-16 code units, counted from 1.
func (s *Sources) Column(p Position) int {
	line := s.Line(p.File, p.Line)
	if p.Column < 1 || p.Column-1 > len(line) {
		return p.Column
	}
	return 1 + units(line[:p.Column-1])
}

// Offset returns the line of a byte offset and its column in UTF-16 code units.
func (s *Sources) Offset(file string, offset int) (line, column int) {
	text := s.Text(file)
	text = text[:min(max(offset, 0), len(text))]
	return 1 + strings.Count(text, "\n"), 1 + units(text[strings.LastIndexByte(text, '\n')+1:])
}

// units returns the length of a text in UTF-16 code units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// Fingerprints returns, for each of a list of findings in order, a name that
// stays when lines or files of its package move and when messages are worded
// anew: the category, the package, and the words of the line. Findings that
// agree in these are counted.
func Fingerprints(findings []Finding, s *Sources) []string {
	seen := map[string]int{}
	out := make([]string, len(findings))
	for i, f := range findings {
		key := strings.Join([]string{f.Category, f.Package, f.Code(s)}, "\x00")
		seen[key]++
		sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(seen[key])))
		out[i] = hex.EncodeToString(sum[:16])
	}
	return out
}

// Code returns the line of a finding with single spaces.
func (f Finding) Code(s *Sources) string {
	p := ParsePosition(f.Posn)
	return strings.Join(strings.Fields(s.Line(p.File, p.Line)), " ")
}
