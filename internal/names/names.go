// Package names splits identifiers into words. A heuristic about names compares whole words:
// "Opened" does not begin with "open", and "IsBlocked" does not end with "locked". Which words
// mean what does not belong here, but in the package of the heuristic.
package names

import (
	"slices"
	"strings"
	"unicode"
)

// Words returns the words of an identifier in lower case: those of "HTTPServer2" are http,
// server and 2. The number that go/ssa appends for a function literal is a separate word.
func Words(name string) []string {
	var out []string
	start := 0
	rs := []rune(name)
	cut := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(string(rs[start:end])))
		}
		start = end
	}
	for i, r := range rs {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			start = i + 1
		case i > start && starts(rs, i):
			cut(i)
		}
	}
	cut(len(rs))
	return out
}

// starts reports whether a new word starts at rs[i], where i > 0.
func starts(rs []rune, i int) bool {
	before, r := rs[i-1], rs[i]
	switch {
	case unicode.IsDigit(r) || unicode.IsDigit(before):
		return unicode.IsDigit(r) != unicode.IsDigit(before)
	case !unicode.IsUpper(r):
		return false
	}
	return !unicode.IsUpper(before) || i+1 < len(rs) && unicode.IsLower(rs[i+1])
}

// Is reports whether the words of a name are exactly those of one of the phrases. A phrase is a
// list of words in lower case, separated by single spaces.
func Is(name string, phrases ...string) bool {
	return slices.Contains(phrases, strings.Join(Words(name), " "))
}

// Begins reports whether the first words of a name are those of one of the phrases.
func Begins(name string, phrases ...string) bool {
	ws := Words(name)
	return slices.ContainsFunc(phrases, func(p string) bool {
		n := strings.Count(p, " ") + 1
		return n <= len(ws) && strings.Join(ws[:n], " ") == p
	})
}

// Ends reports whether the last words of a name are those of one of the phrases.
func Ends(name string, phrases ...string) bool {
	ws := Words(name)
	return slices.ContainsFunc(phrases, func(p string) bool {
		n := strings.Count(p, " ") + 1
		return n <= len(ws) && strings.Join(ws[len(ws)-n:], " ") == p
	})
}
