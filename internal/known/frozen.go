package known

import (
	"go/types"
	"strings"
)

// frozen holds the functions whose results others have too, so that they must not be changed
// in place, each with what the result is kept in.
var frozen = map[string]string{
	"(*sync/atomic.Value).Load":      "atomic.Value",
	"(*sync/atomic.Pointer[T]).Load": "atomic.Pointer",
	"(*sync.Map).Load":               "sync.Map",
	"(*sync.Map).LoadOrStore":        "sync.Map",
	// All snapshots of a go-memdb share their objects.
	"(*github.com/hashicorp/go-memdb.Txn).First":          "memdb",
	"(*github.com/hashicorp/go-memdb.Txn).FirstWatch":     "memdb",
	"(*github.com/hashicorp/go-memdb.Txn).Last":           "memdb",
	"(*github.com/hashicorp/go-memdb.Txn).LastWatch":      "memdb",
	"(*github.com/hashicorp/go-memdb.Txn).LongestPrefix":  "memdb",
	"(github.com/hashicorp/go-memdb.ResultIterator).Next": "memdb",
	// The store of an informer is safe for concurrent use, but everybody gets the same objects.
	"(k8s.io/client-go/tools/cache.Store).Get":       Informer,
	"(k8s.io/client-go/tools/cache.Store).GetByKey":  Informer,
	"(k8s.io/client-go/tools/cache.Store).List":      Informer,
	"(k8s.io/client-go/tools/cache.Indexer).Index":   Informer,
	"(k8s.io/client-go/tools/cache.Indexer).ByIndex": Informer,
}

// Informer is what [Frozen] returns for the objects that an informer keeps and its listers
// return: everybody gets the same object, including all maps in it.
const Informer = "informer's cache"

// publishers holds the functions that make an argument reachable for others, each with the
// number of the argument, counting the receiver.
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

// contents holds the functions that return what their receiver, which others have too, holds
// under a key, each with the argument that is the key, counting the receiver, or 0 if there is
// none.
var contents = map[string]int{
	"(*sync/atomic.Value).Load":      0,
	"(*sync/atomic.Pointer[T]).Load": 0,
	"(*sync.Map).Load":               1,
	"(*sync.Map).LoadOrStore":        1,
}

// Content returns the argument by whose value fn finds its first result in its receiver, 0 if
// the receiver holds one value only.
func Content(fn *types.Func) (key int, ok bool) {
	if fn == nil {
		return 0, false
	}
	key, ok = contents[fullName(fn)]
	return key, ok
}

// Frozen returns what the result of fn is kept in if others have it too, else "".
func Frozen(fn *types.Func) string {
	if fn == nil {
		return ""
	}
	if lists(fn) {
		return Informer
	}
	return frozen[fullName(fn)]
}

// lists reports whether fn is a method of a lister, which lister-gen generates for each type of
// API objects: "Objects returned here must be treated as read-only."
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

// Publishes returns the argument that fn makes reachable for others. If [Content] is not zero for
// the functions of the same receiver, the argument before it is the key.
func Publishes(fn *types.Func) (arg int, ok bool) {
	if fn == nil {
		return 0, false
	}
	arg, ok = publishers[fullName(fn)]
	return arg, ok
}
