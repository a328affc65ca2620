package effect

import (
	"bytes"
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/wire"
)

// Fact says what the methods of a type do, or, of a package, its functions and the
// functions that its variables hold. It is one for all of them, since they speak of
// the same places and locks. Unitcheckers pass the facts of types on to whoever may
// have a value of the type, those of a package to none but its importers. It is read
// on demand: a package uses few of the facts that it is given.
type Fact struct{ data []byte }

// NewFact returns the fact that the functions of those names do what the summaries
// say.
func NewFact(names []string, sums []*Summary) *Fact { return &Fact{wire.Marshal(names, sums)} }

// FactOwner returns the type whose fact tells what obj does, nil if that of its
// package does.
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

// GobEncode returns the summaries in the form of package wire.
func (f *Fact) GobEncode() ([]byte, error) { return f.data, nil }

// GobDecode keeps what [Fact.GobEncode] returned.
func (f *Fact) GobDecode(data []byte) error {
	f.data = bytes.Clone(data)
	return nil
}

// Functions returns what the fact says, which is nothing if it was written by
// another version, or by none.
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

// Functions has the summaries of one fact, by the names of functions.
type Functions struct{ all *wire.Map[Summary] }

// Summary returns what the function of that name is said to do, nil if nothing is,
// or nothing that can be true.
func (fs *Functions) Summary(name string) *Summary {
	if s := fs.all.Get(name); s != nil && s.valid() {
		return s
	}
	return nil
}

// Refused lists the functions of which the fact says what cannot be true.
func (fs *Functions) Refused() []string {
	return slices.DeleteFunc(fs.all.Names(), func(name string) bool {
		s := fs.all.Get(name)
		return s != nil && s.valid()
	})
}

// Portable returns a copy of s that means the same in other packages:
// positions are text, and the callers are believed to hold what the function
// expects of them. Of settled maps it says nothing. Of an access that is reported here
// it says so.
func (s *Summary) Portable(fset *token.FileSet, expected state.SyncSet, settled map[string]bool, reported func(Pos) bool) *Summary {
	text := func(p Pos) Pos {
		if p.Text != "" {
			return Pos{Text: p.Text}
		}
		at := fset.Position(p.P)
		return Pos{Text: fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)}
	}
	c := *s
	c.Scalars = nil
	c.Accesses = slices.DeleteFunc(slices.Clone(s.Accesses), func(a Access) bool { return settled[a.Key()] && a.Sync.NumLocks() > 0 })
	sites := map[*Site]*Site{}
	for i := range c.Accesses {
		a := &c.Accesses[i]
		if sites[a.Site] == nil {
			site := *a.Site
			site.Reported = site.Reported || reported(site.Pos)
			site.Pos = text(site.Pos)
			sites[a.Site] = &site
		}
		a.Site = sites[a.Site]
		if a.Thread == 0 {
			a.Sync = a.Sync.Union(expected)
		}
	}
	c.Results = slices.Clone(s.Results)
	c.Inserts = slices.Clone(s.Inserts)
	for i := range c.Inserts {
		c.Inserts[i].Pos = text(c.Inserts[i].Pos)
	}
	c.Threads = slices.Clone(s.Threads[:s.MapThreads])
	for i := range c.Threads {
		c.Threads[i].Pos = text(c.Threads[i].Pos)
	}
	return &c
}

// KeyAt is [Access.Key] of an access to what lives at p.
func KeyAt(p place.Place) string {
	return (&Access{Place: p, Site: &Site{Field: p.Owner}}).Key()
}

// FieldOf returns the bare name of the variable that a key names.
func FieldOf(key string) string {
	key, _, _ = strings.Cut(key, "{")
	return key[strings.LastIndexByte(key, '.')+1:]
}
