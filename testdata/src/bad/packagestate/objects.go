package packagestate

import "strings"

// A printer has names of what it prints, as it prints.
type printer struct{ seen map[string]int }

func (p *printer) print(s string) string {
	for w := range strings.FieldsSeq(s) {
		p.seen[w]++ // want `write to p.seen conflicts with the len on line 12; calls of Print can run at the same time`
	}
	return s[:len(p.seen)]
}

var std = &printer{seen: map[string]int{}}

// Print prints with the printer of the package.
func Print(s string) string { return std.print(s) }

// A base is embedded by the languages.
type base struct{ symbols map[string]bool }

func (b *base) scan(s string) int {
	clear(b.symbols) // want `clear of b.symbols conflicts with the write on line 26; calls of Scan can run at the same time`
	for w := range strings.FieldsSeq(s) {
		b.symbols[w] = true
	}
	return len(b.symbols)
}

type golang struct{ *base }
type rust struct {
	base
	edition int
}

type scanner interface{ scan(s string) int }

var languages = []scanner{&golang{&base{symbols: map[string]bool{}}}, &rust{base: base{symbols: map[string]bool{}}}}

// Scan counts the symbols.
func Scan(language int, s string) int { return languages[language].scan(s) }

// A walker is called by a function value.
type walker struct{ depth map[string]int }

func (w *walker) walk(path string) (int, error) {
	defer delete(w.depth, path) // want `delete from w.depth conflicts with the write on line 49; calls of Walk can run at the same time`
	w.depth[path]++
	return w.depth[path], nil
}

var defaultWalker = &walker{map[string]int{}}

var walk = defaultWalker.walk

// Walk returns the depth of a path.
func Walk(path string) (int, error) { return walk(path) }

// An encoder is in a table of functions.
type encoder struct{ used map[byte]int }

func (e *encoder) encode(s string) string {
	e.used[s[0]]++ // want `write to e.used conflicts with the same write in another goroutine; calls of Encode`
	return s
}

var latin = &encoder{map[byte]int{}}

var encoders = map[string]func(string) string{"latin": latin.encode, "none": func(s string) string { return s }}

// Encode encodes.
func Encode(name, s string) string { return encoders[name](s) }

// A lister is in a field of a table.
type lister struct{ sizes map[int]int }

func (l *lister) list(s string) []string {
	out := strings.Fields(s)
	l.sizes[len(out)]++ // want `write to l.sizes conflicts with the same write in another goroutine; calls of List`
	return out
}

var plain = &lister{map[int]int{}}

var kinds = []struct {
	name string
	list func(string) []string
}{{"plain", plain.list}, {"fields", strings.Fields}}

// List lists.
func List(kind, s string) []string {
	for _, k := range kinds {
		if k.name == kind {
			return k.list(s)
		}
	}
	return nil
}
