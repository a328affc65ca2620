// A05: a lazily built map behind sync.Once.
//
// Safe because the completion of f in once.Do(f) is synchronized before the
// return of any call of once.Do(f), and nothing writes afterwards.
//
// Naive mistake: to see an unlocked write in a function that many goroutines
// run, and to pair it with the unlocked read behind the Do.
package publish

import "sync"

var (
	wordsOnce sync.Once
	words     map[string]bool
)

func wordTable() map[string]bool {
	wordsOnce.Do(func() {
		words = make(map[string]bool)
		for _, w := range []string{"break", "case"} {
			words[w] = true
		}
	})
	return words
}

func isWord(s string) bool { return wordTable()[s] }

// mimeLoader runs a method value in the Once, which calls further functions.
type mimeLoader struct {
	once  sync.Once
	types map[string]string
}

func (l *mimeLoader) load() {
	l.types = map[string]string{}
	l.set(".a", "archive")
	l.set(".o", "object")
}

func (l *mimeLoader) set(ext, typ string) { l.types[ext] = typ }

func (l *mimeLoader) typeOf(ext string) string {
	l.once.Do(l.load)
	return l.types[ext]
}

// embeddedOnce embeds the Once and fills a map that exists already.
type embeddedOnce struct {
	sync.Once
	m map[int]int
}

func (e *embeddedOnce) square(n int) int {
	e.Do(func() {
		for i := range 10 {
			e.m[i] = i * i
		}
	})
	return e.m[n]
}

var globalLoader = &mimeLoader{}

func loadPackageTypes() { globalLoader.load() }

var packageTypesOnce sync.Once

func packageType(ext string) string {
	packageTypesOnce.Do(loadPackageTypes)
	return globalLoader.types[ext]
}

// UseA05 makes several goroutines race for the first call.
func UseA05() int {
	l := new(mimeLoader)
	e := &embeddedOnce{m: make(map[int]int)}
	for range 4 {
		go isWord("case")
		go l.typeOf(".a")
		go e.square(3)
		go packageType(".o")
	}
	_ = packageType(".a")
	if isWord("break") && l.typeOf(".o") != "" {
		return e.square(4)
	}
	return 0
}
