package analyzer_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/casetest"
)

// messageShape is that of all messages: what is accessed, what it conflicts with, why both can
// happen at the same time, and what is missing.
var messageShape = regexp.MustCompile(`^[^;]+ conflicts with [^;]+; [^;]+; [^;]+(; and \d+ more: .*)?$`)

// TestWording checks that all messages about accesses have one shape, are short, and use no
// terms of the analyzer's own.
func TestWording(t *testing.T) {
	pkgs := idioms(t, "bad", "possible", "causes")
	acts := casetest.Analyze(t, analyzer.New(analyzer.Config{Confidence: "possible", NoFixes: true}), pkgs)
	for _, p := range pkgs {
		for _, d := range acts[p].Diagnostics {
			if d.Category == "directive" {
				continue
			}
			if !messageShape.MatchString(d.Message) {
				t.Errorf("%s: %q has another shape", p.ID, d.Message)
			}
			if head, _, _ := strings.Cut(d.Message, "; and "); len(head) > 240 {
				t.Errorf("%s: %q has %d bytes", p.ID, head, len(head))
			}
			for _, term := range []string{"scalar", "word ", "toggle", "lockset", "taken as", "  ", " ;", " ,"} {
				if strings.Contains(d.Message, term) {
					t.Errorf("%s: %q has %q in it", p.ID, d.Message, term)
				}
			}
		}
	}
}
