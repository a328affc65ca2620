package metamorph

import (
	"os"
	"testing"
	"path/filepath"
	"fmt"
	"sort"
	"github.com/mapconcur/mapconcur/analyzer"
)

func TestDraft(t *testing.T) {
	root, _ := filepath.Abs("../../testdata/src")
	c, err := NewCorpus(root, analyzer.New(analyzer.Config{NoFixes: true, Related: true}), []string{"std"})
	if err != nil { t.Fatal(err) }
	only := os.Getenv("ONLY")
	tot, bad, sites := map[string]int{}, map[string]int{}, map[string]int{}
	for _, kind := range []string{"ok", "bad"} {
		dirs, _ := filepath.Glob(filepath.Join(root, kind, "*"))
		for _, d := range dirs {
			path := kind+"/"+filepath.Base(d)
			p, err := c.Load(path)
			if err != nil { t.Log(path, err); continue }
			for _, tr := range Transformations() {
				if only != "" && only != tr.Name && only != tr.Name+"@"+path { continue }
				after, n, err := c.Apply(p, tr)
				if err != nil { t.Error(path, tr.Name, err) }
				if n == 0 { continue }
				tot[tr.Name]++; sites[tr.Name]+=n
				gone, added := Compare(p.Findings(), after)
				if len(gone)+len(added) > 0 {
					bad[tr.Name]++
					fmt.Println("ROW", path, tr.Name)
					for _, g := range gone { fmt.Println("   gone ", g) }
					for _, g := range added { fmt.Println("   added", g) }
				}
				if only == tr.Name+"@"+path { for _, s := range c.Rewritten(p, tr) { fmt.Println(s) } }
			}
		}
	}
	var names []string
	a,b := 0,0
	for n := range tot { names = append(names, n); a+=tot[n]; b+=bad[n] }
	sort.Strings(names)
	for _, n := range names { fmt.Printf("%-20s pairs %3d changed %3d edits %d\n", n, tot[n], bad[n], sites[n]) }
	fmt.Println("all", a, "changed", b)
}
