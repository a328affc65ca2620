package summary

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/txtar"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

var update = flag.Bool("update", false, "write the traces of testdata/traces anew")

// TestTraces compares the events of each function of the sources in testdata/traces,
// in the order of their blocks and with what is held at each, with the file "trace"
// beside the source. To write these anew: go test ./internal/summary -run Traces -update
func TestTraces(t *testing.T) {
	names, err := filepath.Glob("testdata/traces/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil || len(archive.Files) != 2 {
				t.Fatalf("%v: want a source and its trace", err)
			}
			src, golden := archive.Files[0], &archive.Files[1]
			got := traceOf(Analyze(typed(t, src.Name, string(src.Data))))
			if *update {
				golden.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if want := string(golden.Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// trace prints the events of every function of a package with a body.
func traceOf(p *Package) string {
	var out strings.Builder
	p.RootAccesses() // finds what callers hold
	builders := p.Of
	fns := make([]*ssa.Function, 0, len(builders))
	for fn := range builders {
		if fn.Synthetic == "" {
			fns = append(fns, fn)
		}
	}
	slices.SortFunc(fns, func(a, b *ssa.Function) int { return int(a.Pos()) - int(b.Pos()) })
	for _, fn := range fns {
		f := builders[fn]
		fmt.Fprintf(&out, "%s%s\n", f.ID, held(fn, p.EntryLocksets[fn], ", callers hold "))
		for _, blk := range fn.DomPreorder() {
			for _, ev := range f.Events[blk.Index] {
				if text := described(fn, ev); text != "" {
					fmt.Fprintf(&out, "\t%s: %s\n", where(p, ev.Instr), text)
				}
			}
		}
		fmt.Fprintf(&out, "\tends%s\n", held(fn, f.Exit.Sync, " with "))
	}
	return out.String()
}

// where returns the line of an instruction, and of deferred calls when they run.
func where(p *Package, instr ssa.Instruction) string {
	if _, ok := instr.(*ssa.RunDefers); ok {
		return "deferred"
	}
	return fmt.Sprint(p.Fset.Position(ssaq.InstrPos(instr)).Line)
}

// described says what an event is, "" for one that says nothing of order.
func described(fn *ssa.Function, ev *trace.Event) string {
	at := func(verb string) string { return verb + " " + named(fn, ev.Place) + held(fn, ev.Sync, "   with ") }
	lock := func(verb string) string {
		return verb + " " + modes[ev.Lock.Kind] + " " + named(fn, ev.Lock.Place) + held(fn, ev.Sync, "   with ")
	}
	var text string
	switch ev.Kind {
	case trace.EvAccess, trace.EvReturn:
		return strings.TrimSpace(accessed(fn, ev))
	case trace.EvSpawn:
		text = "start" + accessed(fn, ev)
	case trace.EvLock:
		text = lock("lock")
	case trace.EvUnlock:
		text = lock("unlock")
	case trace.EvLend:
		text = lock("lend")
	case trace.EvJoin:
		text = at("join")
	case trace.EvSignal:
		text = at("signal")
	case trace.EvStore:
		text = at("assign")
	case trace.EvExit:
		text = "exit"
	default:
		return ""
	}
	if !ev.Live {
		text += " (not reached)"
	}
	if ev.Maybe {
		text += " (on some paths)"
	}
	return text
}

// accessed lists the accesses of an event, with what is tied to each.
func accessed(fn *ssa.Function, ev *trace.Event) string {
	var out []string
	for _, a := range ev.Accesses {
		thread := ""
		if a.Thread > 0 {
			thread = fmt.Sprintf(" goroutine %d:", a.Thread)
		}
		what := a.Op.Phrase()
		if a.Scalar == effect.EarlyLoad {
			what = "early load of"
		}
		out = append(out, fmt.Sprintf("%s %s %s%s", thread, what, named(fn, a.Place), held(fn, a.Sync, "   with ")))
	}
	return strings.Join(out, ";")
}

// modes are the words for [state.Kind].
var modes = map[state.Kind]string{
	state.Write: "exclusively", state.Read: "for reading", state.Before: "before", state.After: "after",
	state.OnceBody: "once", state.Semaphore: "semaphore", state.AfterWait: "waited for", state.OnEventLoop: "in loop",
}

// held lists marks behind a word, "" if there are none.
func held(fn *ssa.Function, ms state.SyncSet, word string) string {
	var out []string
	for _, m := range ms {
		text := modes[m.Kind] + " " + named(fn, m.Place)
		if !m.Must {
			text = "perhaps " + text
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return ""
	}
	return word + strings.Join(out, ", ")
}

// named prints a place with the name of its root in the source.
func named(fn *ssa.Function, p place.Place) string {
	root := p.Name
	switch {
	case p.Kind == place.Unknown:
		return "?"
	case p.Kind == place.Param && p.Index < len(fn.Params):
		root = fn.Params[p.Index].Name()
	case p.Kind == place.FreeVar && p.Index < len(fn.FreeVars):
		root = fn.FreeVars[p.Index].Name()
	case p.Kind == place.Result:
		root = fmt.Sprintf("result %d", p.Index)
	}
	return root + p.Path
}
