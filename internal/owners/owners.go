// Package owners reads CODEOWNERS files as GitHub does: the last pattern that matches a file
// says who owns it.
//
// See https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners.
// What belongs here: the patterns and the places of the file. What does not: sections and other
// extensions of other hosts.
package owners

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A File is the rules of a CODEOWNERS file. The zero File has none.
type File struct{ rules []rule }

type rule struct {
	pattern *regexp.Regexp
	owners  []string // none if the pattern says that a file has no owner
}

// places are the directories in which GitHub looks for the file; it takes the first one.
var places = []string{".github", "", "docs"}

// maxSize is the size above which GitHub ignores the file.
const maxSize = 3 << 20

// Read reads the CODEOWNERS file of a repository. There may be none.
func Read(root string) (File, error) {
	for _, place := range places {
		data, err := os.ReadFile(filepath.Join(root, place, "CODEOWNERS"))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return File{}, err
		case len(data) > maxSize:
			return File{}, nil
		}
		return Parse(string(data)), nil
	}
	return File{}, nil
}

// Parse reads rules. Like GitHub, it leaves out lines that it cannot understand.
func Parse(text string) (f File) {
	for line := range strings.Lines(text) {
		words := split(line)
		if len(words) == 0 {
			continue
		}
		if p := compile(words[0]); p != nil {
			f.rules = append(f.rules, rule{p, words[1:]})
		}
	}
	return f
}

// split returns the words of a line before its comment. A backslash keeps a space in a word.
func split(line string) (words []string) {
	const kept = "\x00"
	for _, w := range strings.Fields(strings.ReplaceAll(line, `\ `, kept)) {
		if strings.HasPrefix(w, "#") {
			break
		}
		words = append(words, strings.ReplaceAll(w, kept, " "))
	}
	return words
}

// compile returns the expression for a pattern, nil if GitHub does not support it: negation,
// ranges and an escaped number sign.
func compile(pattern string) *regexp.Regexp {
	if strings.ContainsAny(pattern, `![]\`) || strings.Trim(pattern, "/") == "" {
		return nil
	}
	dir := strings.HasSuffix(pattern, "/")
	rest := strings.TrimSuffix(pattern, "/")
	anchored := strings.Contains(rest, "/")
	parts := strings.Split(strings.TrimPrefix(rest, "/"), "/")
	var b strings.Builder
	b.WriteString("^")
	if !anchored {
		b.WriteString("(?:.*/)?")
	}
	last := len(parts) - 1
	for i, part := range parts {
		switch {
		case part == "**" && i == last:
			b.WriteString(".*")
		case part == "**":
			b.WriteString("(?:.*/)?")
		default:
			b.WriteString(expression(part))
			if i < last {
				b.WriteString("/")
			}
		}
	}
	switch {
	case dir:
		b.WriteString("/.*")
	case parts[last] == "*" && anchored: // the files of a directory, not those below
	default:
		b.WriteString("(?:/.*)?")
	}
	re, err := regexp.Compile(b.String() + "$")
	if err != nil {
		return nil
	}
	return re
}

// expression returns the expression for a part of a pattern between slashes.
func expression(part string) string {
	return strings.NewReplacer(`\*`, "[^/]*", `\?`, "[^/]").Replace(regexp.QuoteMeta(part))
}

// Of returns the owners of a file, which is named relative to the repository, with slashes.
func (f File) Of(file string) []string {
	for _, r := range slices.Backward(f.rules) {
		if r.pattern.MatchString(file) {
			return slices.Clone(r.owners)
		}
	}
	return nil
}
