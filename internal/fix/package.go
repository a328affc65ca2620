package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"strings"
)

// A pack is a package with its types: its functions, their calls and its variables.
type pack struct {
	*source
	Info      *types.Info
	goVersion string // of the module, "go1.21"; "" if not known
	decls     map[*types.Func]*ast.FuncDecl
	funcs     []*types.Func          // of decls, in the order of the source
	calls     map[*types.Func][]site // of the functions of decls, once needed
}

func newPack(src *source, info *types.Info, goVersion string) *pack {
	p := &pack{source: src, Info: info, goVersion: goVersion, decls: map[*types.Func]*ast.FuncDecl{}}
	for _, f := range src.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				if fn, ok := info.Defs[fd.Name].(*types.Func); ok {
					p.decls[fn] = fd
					p.funcs = append(p.funcs, fn)
				}
			}
		}
	}
	return p
}

// inTest reports whether a position lies in a test file.
func (p *pack) inTest(pos token.Pos) bool {
	return strings.HasSuffix(p.Fset.File(pos).Name(), "_test.go")
}

// atLeast reports whether a file may use what Go has since a version.
func (p *pack) atLeast(f *ast.File, v string) bool {
	have := p.Info.FileVersions[f]
	if have == "" {
		have = p.goVersion
	}
	return have == "" || version.Compare(version.Lang(have), v) >= 0
}
