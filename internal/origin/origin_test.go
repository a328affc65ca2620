package origin_test

import (
	"errors"
	"testing"

	"github.com/mapconcur/mapconcur/internal/origin"
)

func TestOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path, version, dir string
		want               origin.Origin
	}{
		{"", "", "/go/src/net/http", origin.Standard},
		{"", "", "/go/src", origin.Standard},
		{"std", "", "/go/src/net/http", origin.Own}, // somebody works on it
		{"", "", "/go/srcs/p", origin.Own},
		{"", "", "/home/p", origin.Own},
		{"m", "", "/home/m/p", origin.Own},
		{"m", "", "/home/vendor/m/p", origin.Own},
		{"m", "v1.2.3", "/home/pkg/mod/m@v1.2.3/p", origin.Release},
		{"m", "v1.2.3", "/home/main/vendor/m", origin.Release},
		{"m", "v0.0.0", "/home/main/staging/m", origin.Own}, // replaced
	} {
		if got := origin.Of(tt.path, tt.version, tt.dir, "/go"); got != tt.want {
			t.Errorf("Of(%q, %q, %q) = %v, want %v", tt.path, tt.version, tt.dir, got, tt.want)
		}
	}
}

func TestNeedsFacts(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"closer.go": "type Closer struct {\n\twaiting sync.WaitGroup\n}",
		"fatal.go":  "func Fatal() { os.Exit(1) }",
		"plain.go":  "type T struct { mu sync.Mutex }",
		"set.go":    "package p\n\ntype Set map[string]bool\n",
		"add.go":    "package p\n\nfunc (s Set) Add(k string) { s[k] = true }\n",
		"of.go":     "package p\n\ntype Of[K interface{ ~[]int }, V any] map[K]V\n\nfunc (Of[K, V]) Len() int\n",
		"group.go":  "package p\n\ntype (\n\tList []int\n\tIndex  map[string]int\n)\n\nfunc (x *Index) Len() int\n",
		"list.go":   "package p\n\ntype List []map[string]int\n\nfunc (l List) Len() int\n",
		"other.go":  "package p\n\ntype T struct {\n\tMap map[string]int\n}\n\nfunc (t *T) Add()\n",
		"own.go":    "package p\n\ntype set map[string]bool\n\nfunc (s set) Add(k string)\n",
	}
	read := func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, errors.New("no such file")
	}
	for _, tt := range []struct {
		files []string
		want  bool
	}{
		{nil, false},
		{[]string{"plain.go", "none.go"}, false},
		{[]string{"none.go", "plain.go", "closer.go"}, true},
		{[]string{"fatal.go"}, true},
		{[]string{"set.go", "list.go", "other.go", "own.go"}, false},
		{[]string{"set.go", "plain.go", "add.go"}, true},
		{[]string{"of.go"}, true},
		{[]string{"group.go"}, true},
	} {
		if got := origin.NeedsFacts(tt.files, read); got != tt.want {
			t.Errorf("NeedsFacts(%v) = %v, want %v", tt.files, got, tt.want)
		}
	}
}
