package summary

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
)

const controlSource = `package p

var m = map[string]int{}

func get() string
func list(keys []string) []string

func yesPlain(k string) { if _, ok := m[k]; !ok { m[k] = 1 } }
func yesEarlyReturn(k string) { if m[k] > 0 { return }; get(); m[k] = 1 }
func yesEither(k string, force bool) { if _, ok := m[k]; !ok || force { m[k] = 1 } }
func yesLoop(keys []string) { for _, k := range keys { if _, ok := m[k]; !ok { m[k] = 1 } } }
func yesContinue(keys []string) { for _, k := range keys { if _, ok := m[k]; ok { continue }; m[k] = 1 } }
func yesEndless() { for { k := get(); if _, ok := m[k]; ok { continue }; m[k] = 1 } }
func yesSearch(keys []string) { for _, k := range keys { if m[k] > 0 { return } }; m["none"] = 1 }
func yesFlag(keys []string) { found := false; for _, k := range keys { if m[k] > 0 { found = true } }; if !found { m["none"] = 1 } }
func yesBatch(keys []string) {
	var missing []string
	for _, k := range keys { if _, ok := m[k]; !ok { missing = append(missing, k) } }
	if len(missing) == 0 { return }
	for _, k := range list(missing) { m[k] = 1 }
}
func yesSet(keys []string) {
	missing := map[string]bool{}
	for _, k := range keys { if _, ok := m[k]; !ok { missing[k] = true } }
	for k := range missing { m[k] = 1 }
}
func yesCaptured(keys []string) {
	var missing []string
	defer func() { println(missing) }()
	for _, k := range keys { if _, ok := m[k]; !ok { missing = append(missing, k) } }
	if len(missing) > 0 { m["some"] = 1 }
}

func noBefore(k string) { println(m[k]); m[k] = 1 }
func noMeets(k string) { if m[k] > 0 { println() } else { get() }; m[k] = 1 }
func noLoop(keys []string) { for _, k := range keys { if m[k] > 0 { println() }; m[k] = 1 } }
func noEndless() { for { k := get(); if m[k] > 0 { println() }; m[k] = 1 } }
func noContinue(keys []string) { for _, k := range keys { m[k] = 1; if m[k] > 0 { continue }; println() } }
func noOther(keys []string, any bool) { n := 0; for _, k := range keys { if m[k] > 0 { n++ } }; if any { m["n"] = n } }
`

// TestDecides checks for each function whether its look-up decides its store.
func TestDecides(t *testing.T) {
	t.Parallel()
	for fn, b := range Analyze(typed(t, "p.go", controlSource)).Of {
		if fn.Synthetic != "" || fn.Parent() != nil {
			continue
		}
		var look ssa.Value
		var store ssa.Instruction
		for _, i := range heap.InstrsOf(b.Heap, func(ssa.Instruction) bool { return true }) {
			switch i := i.(type) {
			case *ssa.Lookup:
				look = i
			case *ssa.MapUpdate:
				store = i
			}
		}
		if got := escape.Decides(b.Heap, look, store); got != strings.HasPrefix(fn.Name(), "yes") {
			t.Errorf("%s: decides = %v", fn.Name(), got)
		}
	}
}
