package origin_test

import (
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
