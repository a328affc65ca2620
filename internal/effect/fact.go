package effect

import (
	"bytes"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/wire"
)

// Fact holds the summaries of the methods of a type; or, for a package, those of its
// functions and of the functions in its variables. They share one fact because they name the
// same places and locks. A unitchecker passes the fact of a type on to every package that may
// have a value of the type, but the fact of a package only to its direct importers. A fact is
// decoded on demand: a package uses few of those it is given.
type Fact struct{ data []byte }

// NewFact returns the fact with the summaries of the functions of those names.
func NewFact(names []string, sums []*Summary) *Fact { return &Fact{wire.Marshal(names, sums)} }

// FactOwner returns the type whose fact holds the summary of obj, nil if it is in the fact of
// the package.
func FactOwner(obj types.Object) *types.TypeName {
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Recv() == nil {
		return nil
	}
	recv := types.Unalias(fn.Signature().Recv().Type())
	if p, ok := recv.(*types.Pointer); ok {
		recv = types.Unalias(p.Elem())
	}
	if named, ok := recv.(*types.Named); ok {
		return named.Obj()
	}
	return nil
}

// AFact marks a fact of go/analysis.
func (*Fact) AFact() {}

// GobEncode returns the summaries as package wire encodes them.
func (f *Fact) GobEncode() ([]byte, error) { return f.data, nil }

// GobDecode keeps what [Fact.GobEncode] returned.
func (f *Fact) GobDecode(data []byte) error {
	f.data = bytes.Clone(data)
	return nil
}

// Functions returns the summaries of the fact. There are none if another version of the
// analyzer wrote the fact, or if it is corrupt.
func (f *Fact) Functions() *Functions {
	m, err := wire.Open[Summary](f.data)
	if err != nil {
		m = new(wire.Map[Summary])
	}
	return &Functions{m}
}

// String prints a fact for debugging.
func (f *Fact) String() string {
	return fmt.Sprintf("summaries of %s", strings.Join(f.Functions().all.Names(), ", "))
}

// Functions holds the summaries of one fact by the names of the functions.
type Functions struct{ all *wire.Map[Summary] }

// Summary returns the summary of the function of that name, nil if there is none or if it is
// not valid.
func (fs *Functions) Summary(name string) *Summary {
	if s := fs.all.Get(name); s != nil && s.valid() {
		return s
	}
	return nil
}

// Refused lists the functions whose summaries are not valid.
func (fs *Functions) Refused() []string {
	return slices.DeleteFunc(fs.all.Names(), func(name string) bool {
		s := fs.all.Get(name)
		return s != nil && s.valid()
	})
}
