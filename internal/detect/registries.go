package detect

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Registries returns, by the type of the objects, the functions that get an object by its name, out
// of a collection that all callers share and that is guarded.
//
// Assumes: a lock around the collection, or a sync.Map, says that goroutines ask for the objects.
func Registries(fs *order.Flows) map[string]effect.Registry {
	out := map[string]effect.Registry{}
	for _, fn := range fs.NonTest {
		if fn.Parent() != nil || fn.Synthetic != "" {
			continue
		}
		root := context.RootOf(fs, fn)
		exported := root != nil && root.Kind == effect.API && ast.IsExported(fn.Name())
		for i, p := range fs.Summaries[fn].Results {
			t := fn.Signature.Results().At(i).Type()
			ptr, ok := types.Unalias(t).(*types.Pointer)
			shared := p.Kind == place.Global || p.Kind == place.Param && p.Index == 0 && fn.Signature.Recv() != nil
			if !ok || !shared || !heap.IsElement(p) || escape.HasSync(t) || !isGuarded(fs, fn, p) {
				continue
			}
			name := typeq.TypeName(ptr.Elem())
			if r, found := out[name]; !found || exported && !r.Exported {
				out[name] = effect.Registry{Func: fn.Name(), Exported: exported, Pos: fn.Pos()}
			}
		}
	}
	return out
}

// isGuarded reports whether the collection in which p is an element is a sync.Map, or the function
// accesses it under a lock.
func isGuarded(fs *order.Flows, fn *ssa.Function, p place.Place) bool {
	in := heap.Key(p.Parent())
	return p.Published() || slices.ContainsFunc(fs.Summaries[fn].Accesses, func(a effect.Access) bool {
		return heap.Key(a.Place) == in && a.Thread == 0 && a.Sync.NumLocks() > 0
	})
}
