package analyzer_test

import (
	"fmt"
	"go/importer"
	"go/token"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/analyzer"
)

// directed is a package with a finding and with places for comments.
const directed = `package p

import "sync"

%[1]s
var g = map[int]int{} %[2]s

%[1]s
type T struct { %[2]s
	mu sync.RWMutex %[2]s
	%[1]s
	m, n map[int]int %[2]s
	sync.Mutex
	k map[string]map[int]int
}

%[1]s
func (t *T) F() { %[2]s
	go func() { %[2]s
		%[1]s
		t.m[1] = 1 %[2]s
	}()
	t.m[2], g[1] = 2, 3 %[2]s
	for k := range t.n { %[2]s
		t.k["a"][k] = g[k] %[1]s
	}
}
`

// FuzzDirective analyses a package with comments of any kind above its lines and
// behind them. What they say is read or named as wrong; they never add a finding
// about a map but in the way of guardedby.
func FuzzDirective(f *testing.F) {
	for _, text := range []string{
		"", "mapconcur:ignore", "mapconcur:ignore it is right", "mapconcur:guardedby mu", "mapconcur:guardedby", "mapconcur:guardedby t.mu //x",
		"mapconcur:", "mapconcur:none", " guarded by mu", " +checklocks:mu", " protected by T.mu.", "mapconcur:ignore\tit", "line x.go:1:1",
		"go:linkname p.F runtime.mapassign", "mapconcur:guardedby Mutex", "export F", "go:embed x", "mapconcur:guardedby g",
	} {
		f.Add(text, "")
		f.Add("", text)
		f.Add(text, text)
	}
	imp := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	f.Fuzz(func(t *testing.T, above, behind string) {
		comment := func(text string) string {
			return "//" + strings.NewReplacer("\n", " ", "\r", " ").Replace(text)
		}
		u, err := parse(fmt.Sprintf(directed, comment(above), comment(behind)))
		if err != nil || len(u.check(imp)) > 0 {
			t.Skip(err)
		}
		found := 0
		for _, d := range u.run(t, analyzer.New(analyzer.Config{Explain: true, Confidence: "possible"})) {
			switch {
			case strings.Contains(d.Message, "internal error"):
				t.Errorf("%s in\n%s", d.Message, u.src)
			case d.Category != "explain" && d.Category != "directive":
				found++
			}
		}
		if stated := strings.Contains(u.src, "guardedby"); found > 4 && !stated {
			t.Errorf("%d findings in\n%s", found, u.src)
		}
	})
}

// FuzzFlags sets the flags to any words: what is taken means the same when it is
// printed and set again.
func FuzzFlags(f *testing.F) {
	for _, list := range []string{"", "all,-lock-leak", "-read-write +range-write", "--all", ",", "none", "likely"} {
		f.Add(list)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"checks", "confidence", "fixes", "tests", "related", "trace", "explain", "inventory"} {
			a, again := analyzer.New(analyzer.Config{}), analyzer.New(analyzer.Config{})
			if a.Flags.Set(name, text) != nil {
				continue
			}
			set := a.Flags.Lookup(name).Value.String()
			if err := again.Flags.Set(name, set); err != nil || again.Flags.Lookup(name).Value.String() != set {
				t.Errorf("-%s=%q is printed as %q, which means %q, %v", name, text, set, again.Flags.Lookup(name).Value, err)
			}
		}
	})
}
