package analyzer_test

import (
	"fmt"
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

// TestPaths checks that the trace of each finding leads from the beginning of a thread to
// each access: the first step says how the thread begins, all but the last one that a
// function runs another one.
func TestPaths(t *testing.T) {
	begin := regexp.MustCompile(` (can call|calls|begins with|runs|can run many times at once|is passed on|is called|starts|registers) `)
	between := regexp.MustCompile(` (calls|defers a call of|passes a function|starts|registers) `)
	access := regexp.MustCompile(` (reads|takes the len of|ranges over|clones|returns|writes to|deletes from|clears|replaces) `)
	pkgs := idioms(t, "bad", "possible", "causes")
	acts := casetest.Analyze(t, analyzer.New(analyzer.Config{Confidence: "possible", NoFixes: true, Trace: true}), pkgs)
	for _, p := range pkgs {
		for _, d := range acts[p].Diagnostics {
			if d.Category == "directive" || d.Category == "map-internals" {
				continue
			}
			if len(d.Related) == 0 {
				t.Errorf("%s: %q has no trace", p.ID, d.Message)
			}
			for _, r := range d.Related {
				var path, step, steps int
				head, text, _ := strings.Cut(r.Message, ": ")
				if _, err := fmt.Sscanf(head, "path %d, step %d of %d", &path, &step, &steps); err != nil {
					t.Fatalf("%s: %q: %v", p.ID, r.Message, err)
				}
				want := between
				if step == 1 {
					want = begin
				}
				if step == steps {
					want = access
				}
				if !want.MatchString(text+" ") || steps == 1 || !r.Pos.IsValid() {
					t.Errorf("%s: %q has the step %q", p.ID, d.Message, r.Message)
				}
			}
		}
	}
}
