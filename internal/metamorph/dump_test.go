package metamorph

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mapconcur/mapconcur/analyzer"
)

func TestDump(t *testing.T) {
	root, _ := filepath.Abs("../../testdata/src")
	c, _ := NewCorpus(root, analyzer.New(analyzer.Config{NoFixes: true, Related: true}), []string{"std"})
	p, err := c.Load(os.Getenv("PKG"))
	if err != nil { t.Fatal(err) }
	for _, tr := range Transformations() {
		if tr.Name == os.Getenv("TR") {
			dir := os.Getenv("OUT")
			os.RemoveAll(dir); os.MkdirAll(dir, 0o777)
			os.WriteFile(dir+"/go.mod", []byte("module "+os.Getenv("PKG")+"\n\ngo 1.25\n"), 0o666)
			for n, s := range c.Rewritten(p, tr) {
				os.WriteFile(dir+"/"+filepath.Base(n), []byte(lineRe.ReplaceAllString(s, "")), 0o666)
			}
		}
	}
}
