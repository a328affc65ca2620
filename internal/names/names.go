// Package names takes identifiers apart into words. Every rule about what a name says
// goes by whole words: "Opened" does not begin with "open", nor "IsBlocked" end with
// "locked". What the words mean is for the rules to say.
package names

import (
	"slices"
	"strings"
	"unicode"
)

// Words returns the words of an identifier, in lower case: those of "HTTPServer2" are
// http, server and 2. The number that go/ssa gives to a function literal is a word of
// its own.
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

// starts reports whether a word starts at rs[i], given that the one before has begun.
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

// Is reports whether the words of a name are those of one of some phrases: words in lower
// case, with a blank between two of them.
func Is(name string, phrases ...string) bool {
	return slices.Contains(phrases, strings.Join(Words(name), " "))
}

// Begins reports whether the first words of a name are those of one of some phrases.
func Begins(name string, phrases ...string) bool {
	ws := Words(name)
	return slices.ContainsFunc(phrases, func(p string) bool {
		n := strings.Count(p, " ") + 1
		return n <= len(ws) && strings.Join(ws[:n], " ") == p
	})
}

// Ends is Begins for the last words.
func Ends(name string, phrases ...string) bool {
	ws := Words(name)
	return slices.ContainsFunc(phrases, func(p string) bool {
		n := strings.Count(p, " ") + 1
		return n <= len(ws) && strings.Join(ws[len(ws)-n:], " ") == p
	})
}
