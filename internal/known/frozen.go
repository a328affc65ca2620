package known

import (
	"go/types"
	"strings"
)

// frozen holds the functions that hand out what others have too, and must not be
// changed in place, with what it is kept in.
var frozen = map[string]string{
	"(*sync/atomic.Value).Load":      "atomic.Value",
	"(*sync/atomic.Pointer[T]).Load": "atomic.Pointer",
	"(*sync.Map).Load":               "sync.Map",
	"(*sync.Map).LoadOrStore":        "sync.Map",
	// The objects of a go-memdb are those of all snapshots.
	"(*github.com/hashicorp/go-memdb.Txn).First":          "memdb",
	"(*github.com/hashicorp/go-memdb.Txn).FirstWatch":     "memdb",
	"(*github.com/hashicorp/go-memdb.Txn).Last":           "memdb",
	"(*github.com/hashicorp/go-memdb.Txn).LastWatch":      "memdb",
	"(*github.com/hashicorp/go-memdb.Txn).LongestPrefix":  "memdb",
	"(github.com/hashicorp/go-memdb.ResultIterator).Next": "memdb",
	// "Thread-safe" are the stores of informers; the objects in them are for all.
	"(k8s.io/client-go/tools/cache.Store).Get":       Informer,
	"(k8s.io/client-go/tools/cache.Store).GetByKey":  Informer,
	"(k8s.io/client-go/tools/cache.Store).List":      Informer,
	"(k8s.io/client-go/tools/cache.Indexer).Index":   Informer,
	"(k8s.io/client-go/tools/cache.Indexer).ByIndex": Informer,
}

// Informer is what [Frozen] says of the objects that an informer keeps and its listers
// hand out: whoever asks for one gets the same, all maps in it included.
const Informer = "informer's cache"

// publishers holds the functions that make their argument known to others, by
// the number of the argument, the receiver being the first.
var publishers = map[string]int{
	"(*sync/atomic.Value).Store":                  1,
	"(*sync/atomic.Value).Swap":                   1,
	"(*sync/atomic.Pointer[T]).Store":             1,
	"(*sync/atomic.Pointer[T]).Swap":              1,
	"(*sync.Map).Store":                           2,
	"(*sync.Map).Swap":                            2,
	"(*sync.Map).LoadOrStore":                     2,
	"(*github.com/hashicorp/go-memdb.Txn).Insert": 2,
}

// Frozen returns what a result of fn is kept in, if others have it too; else "".
func Frozen(fn *types.Func) string {
	if fn == nil {
		return ""
	}
	if lists(fn) {
		return Informer
	}
	return frozen[fullName(fn)]
}

// lists reports whether fn is a method of a lister, such as lister-gen generates for
// each type of API objects: "Objects returned here must be treated as read-only."
func lists(fn *types.Func) bool {
	if fn.Name() != "Get" && fn.Name() != "List" || fn.Signature().Recv() == nil || fn.Pkg() == nil {
		return false
	}
	named, ok := types.Unalias(fn.Signature().Recv().Type()).(*types.Named)
	return ok && types.IsInterface(named) && strings.HasSuffix(named.Obj().Name(), "Lister") &&
		(strings.Contains(fn.Pkg().Path(), "/listers/") || fn.Pkg().Path() == "k8s.io/client-go/tools/cache")
}

// KeepsItself reports whether the receiver of fn, which [Frozen] knows, is itself
// the variable that keeps the object: an atomic variable or a sync.Map.
func KeepsItself(fn *types.Func) bool {
	return Frozen(fn) != "" && (fn.Pkg().Path() == "sync" || fn.Pkg().Path() == "sync/atomic")
}

// Publishes returns the argument that fn makes known to others.
func Publishes(fn *types.Func) (arg int, ok bool) {
	if fn == nil {
		return 0, false
	}
	arg, ok = publishers[fullName(fn)]
	return arg, ok
}
