package summary

import (
	"fmt"
	"go/ast"
	"testing"

	"github.com/mapconcur/mapconcur/internal/program"
)

// TestSole checks what is left of a package that the analysis has to itself, and of
// one that it has not, and that it says the same of both.
func TestSole(t *testing.T) {
	src := "package p\nfunc share() { m := map[string]int{}; go func() { m[\"a\"]++ }(); m[\"b\"]++ }\nfunc idle() { x := 1; _ = x }\n"
	for i := range 200 { // more than are analyzed whatever they do
		src += fmt.Sprintf("func many%d() {}\n", i)
	}
	shared, sole := typed(t, "p_test.go", src), typed(t, "p_test.go", src)
	sole.Sole = true
	objects := func(in program.Input) (n int) {
		for node := range ast.Preorder(in.Files[0]) {
			if id, ok := node.(*ast.Ident); ok && id.Obj != nil {
				n++
			}
		}
		return n
	}
	accesses := func(in program.Input) (out []string) {
		for scene := range Analyze(in).Scenes() {
			for _, it := range scene.Accesses {
				out = append(out, fmt.Sprint(it.Op, it.Place, in.Fset.Position(it.Pos.At())))
			}
		}
		return out
	}
	want, got := accesses(shared), accesses(sole)
	if len(want) == 0 || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("accesses of a package of one's own: %q, otherwise %q", got, want)
	}
	if objects(sole) > 0 || len(sole.Info.Types)+len(sole.Info.Uses) > 0 {
		t.Error("a package of one's own is not taken apart")
	}
	if objects(shared) == 0 || len(shared.Info.Types) == 0 || len(shared.Info.Scopes) == 0 {
		t.Error("a package of others is taken apart")
	}
	for _, d := range shared.Files[0].Decls {
		if d, ok := d.(*ast.FuncDecl); ok && d.Body == nil {
			t.Errorf("%s, of a package of others, has no body", d.Name.Name)
		}
	}
}
