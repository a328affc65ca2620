package analyzer

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// importer reads the facts of other packages, each once.
type importer struct {
	pass  *analysis.Pass
	facts map[factOf]*readFact
	named map[string]*types.Package // the packages that this one imports, directly or not, by path
}

// factOf names a fact: that of a type, or that of a package if there is no type.
type factOf struct {
	owner *types.TypeName
	pkg   *types.Package
}

// readFact is a fact and the summaries in it.
type readFact struct {
	effect.Fact
	functions *effect.Functions
}

func newImporter(pass *analysis.Pass) *importer {
	return &importer{pass: pass, facts: map[factOf]*readFact{}}
}

// read returns a fact of another package. It is empty if there is none.
func (i *importer) read(from factOf) *readFact {
	if i.facts[from] == nil {
		f := new(readFact)
		if from.owner != nil {
			i.pass.ImportObjectFact(from.owner, &f.Fact)
		} else {
			i.pass.ImportPackageFact(from.pkg, &f.Fact)
		}
		f.functions = f.Functions()
		i.facts[from] = f
	}
	return i.facts[from]
}

// summary returns the summary of an object of another package, nil if there is none.
func (i *importer) summary(obj types.Object) *effect.Summary {
	return i.read(factOf{effect.FactOwner(obj), obj.Pkg()}).functions.Summary(obj.Name())
}

// fieldGuard returns the guard that another package has found for the map with a key,
// "path.T.field", nil if there is none.
func (i *importer) fieldGuard(key string) *effect.FieldGuard {
	if i.named == nil {
		i.named = map[string]*types.Package{}
		i.visit(i.pass.Pkg)
	}
	parts := strings.Split(key[strings.LastIndexByte(key, '/')+1:], ".")
	if len(parts) < 3 {
		return nil // a package variable
	}
	name := strings.Join(parts[len(parts)-2:], ".")
	pkg := i.named[strings.TrimSuffix(key, "."+name)]
	if pkg == nil || pkg == i.pass.Pkg {
		return nil
	}
	owner, ok := pkg.Scope().Lookup(parts[len(parts)-2]).(*types.TypeName)
	if !ok {
		return nil
	}
	return i.read(factOf{owner, pkg}).Guard(key)
}

// visit adds a package and what it imports to the named packages.
func (i *importer) visit(pkg *types.Package) {
	if i.named[pkg.Path()] != nil {
		return
	}
	i.named[pkg.Path()] = pkg
	for _, imp := range pkg.Imports() {
		i.visit(imp)
	}
}
