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

func TestMatters(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"closer.go": "type Closer struct {\n\twaiting sync.WaitGroup\n}",
		"fatal.go":  "func Fatal() { os.Exit(1) }",
		"plain.go":  "type T struct { mu sync.Mutex }",
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
	} {
		if got := origin.Matters(tt.files, read); got != tt.want {
			t.Errorf("Matters(%v) = %v, want %v", tt.files, got, tt.want)
		}
	}
}
