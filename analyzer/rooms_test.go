package analyzer_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms lists the packages in the order in which data flows: each imports only those
// before it.
var rooms = []string{
	"internal/casetest", "internal/origin", "internal/wire", "internal/place", "internal/state", "internal/known", "internal/names", "internal/syntax",
	"internal/effect", "internal/typeq",
	"internal/ssaq", "internal/program", "internal/heap", "internal/escape", "internal/trace", "internal/alias", "internal/order", "internal/context", "internal/handover", "internal/detect", "internal/summary", "internal/callpath",
	"internal/guard", "internal/conflict", "internal/checkdoc", "internal/doubt", "internal/ledger", "internal/veto", "internal/candidate", "internal/judge",
	"internal/directive", "internal/finding", "internal/report", "internal/inventory", "internal/link", "internal/record",
	"internal/fix/text", "internal/fix/code", "internal/fix/repair", "internal/fix/section", "internal/fix/hold", "internal/fix/declare", "internal/fix/clone", "internal/fix/retype", "internal/fix",
	"analyzer", "internal/metamorph", "plugin",
	"internal/output", "internal/baseline", "internal/changes", "internal/owners", "internal/page", "internal/lsp", "internal/lsptest",
	"cmd/mapconcur", "cmd/mapconcur-gopls",
}

// readSSA lists the packages that may import go/ssa.
var readSSA = []string{
	"internal/ssaq", "internal/program", "internal/heap", "internal/escape", "internal/trace", "internal/alias", "internal/order", "internal/context", "internal/handover", "internal/detect", "internal/summary", "internal/callpath", "internal/record",
}

// TestRooms keeps data flowing one way through the packages, and SSA form in the rooms
// that read it.
func TestRooms(t *testing.T) {
	const module = "github.com/mapconcur/mapconcur/"
	rank := map[string]int{}
	for i, room := range rooms {
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
			if imp == "golang.org/x/tools/go/ssa" && !slices.Contains(readSSA, strings.TrimPrefix(pkg, module)) {
				t.Errorf("%s imports go/ssa, which only %s may", pkg, strings.Join(readSSA, ", "))
			}
		}
	}
}
