package analyzer_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestRooms keeps data flowing one way through the packages: each imports only
// those before it, and only package summary knows SSA.
func TestRooms(t *testing.T) {
	const module = "github.com/mapconcur/mapconcur/"
	order := []string{"internal/casetest", "internal/origin", "internal/wire", "internal/place", "internal/state", "internal/known", "internal/names", "internal/summary", "internal/conflict", "internal/directive", "internal/finding", "internal/report", "internal/inventory", "internal/fix/text", "internal/fix/code", "internal/fix/repair", "internal/fix/section", "internal/fix/hold", "internal/fix/declare", "internal/fix/clone", "internal/fix/retype", "internal/fix", "analyzer", "internal/metamorph", "plugin", "internal/output", "internal/baseline", "internal/changes", "internal/page", "internal/lsp", "internal/lsptest", "cmd/mapconcur", "cmd/mapconcur-gopls"}
	rank := map[string]int{}
	for i, room := range order {
		rank[module+room] = i
	}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"internal/...", module+"analyzer/...", module+"plugin/...", module+"cmd/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		pkg := words[0]
		if _, ok := rank[pkg]; !ok {
			t.Errorf("%s has no place in the order of the rooms", pkg)
		}
		for _, imp := range words[1:] {
			if strings.HasPrefix(imp, module) && rank[imp] >= rank[pkg] {
				t.Errorf("%s imports %s, which comes after it", pkg, imp)
			}
			if imp == "golang.org/x/tools/go/ssa" && pkg != module+"internal/summary" {
				t.Errorf("%s imports go/ssa, which only internal/summary may", pkg)
			}
		}
	}
}
