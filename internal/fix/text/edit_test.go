package text

import (
	"go/format"
	"go/token"
	"strings"
	"testing"
)

// TestLineEdits changes a file that is not formatted: lines far from the change
// keep their form.
func TestLineEdits(t *testing.T) {
	src := "package p\n\nimport  \"fmt\"\n\ntype T struct {\n\ta int\n\tlonger string\n}\n\nfunc f() {\n\tfmt.Println(1)\n}\n\nfunc  g() {}\n"
	for _, tt := range []struct{ old, new, want string }{
		{"\tfmt.Println(1)\n", "{\nfmt.Println(1)\n}\n", "\t{\n\t\tfmt.Println(1)\n\t}\n"},
		{"\ta int\n\tlonger string\n", "mu int\n\ta int\n\tlonger string\n", "\tmu     int\n\ta      int\n\tlonger string\n"},
		{"func f() {\n", "var x int\n\nfunc f() {\n", "var x int\n\nfunc f() {\n"},
		{"func  g() {}\n", "func  g() {}\nfunc h() {}\n", "func  g() {}\nfunc h() {}\n"},
	} {
		changed := strings.Replace(src, tt.old, tt.new, 1)
		own, err := format.Source([]byte(src))
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := format.Source([]byte(changed))
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		tf := fset.AddFile("p.go", -1, len(src))
		tf.SetLinesForContent([]byte(src))
		got, ok := Apply([]byte(src), tf, LineEdits(tf, src, string(own), string(formatted)))
		if want := strings.Replace(src, tt.old, tt.want, 1); !ok || string(got) != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}
