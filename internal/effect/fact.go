package effect

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/wire"
)

// Fact holds the summaries of the methods of a type and the guards of its fields; or, for a
// package, the summaries of its functions and of the functions in its variables. They share
// one fact because they name the same places and locks. A unitchecker passes the fact of a type on to every package that may
// have a value of the type, but the fact of a package only to its direct importers. A fact is
// decoded on demand: a package uses few of those it is given.
//
// The data begins with the length of the guards, which is zero for most types, and the guards.
type Fact struct{ data []byte }

// NewFact returns the fact with the summaries of the functions of those names, and with the
// guards of the fields of the type.
func NewFact(names []string, sums []*Summary, guards []*FieldGuard) *Fact {
	g := marshalGuards(guards)
	return &Fact{slices.Concat(binary.AppendUvarint(nil, uint64(len(g))), g, wire.Marshal(names, sums))}
}

// split returns the parts of the data: the guards and the summaries.
func (f *Fact) split() (guards, sums []byte) {
	n, w := binary.Uvarint(f.data)
	if w <= 0 || n > uint64(len(f.data)-w) {
		return nil, nil
	}
	return f.data[w : w+int(n)], f.data[w+int(n):]
}

// Guard returns the guard of the map with that key, nil if the fact has none or an invalid
// one.
func (f *Fact) Guard(key string) *FieldGuard {
	data, _ := f.split()
	m, err := wire.Open[FieldGuard](data)
	if err != nil {
		return nil
	}
	if g := m.Get(key); g != nil && g.valid() && g.Write.Key() == key {
		return g
	}
	return nil
}

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
	_, data := f.split()
	m, err := wire.Open[Summary](data)
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
