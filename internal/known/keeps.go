package known

import "go/types"

// keeps holds the functions of the standard library that take a value of any type and keep it,
// or ask for its type, but do not read what it contains.
var keeps = map[string]bool{
	"context.WithValue":                   true,
	"(*sync.Map).Store":                   true,
	"(*sync.Map).Load":                    true,
	"(*sync.Map).LoadOrStore":             true,
	"(*sync.Map).LoadAndDelete":           true,
	"(*sync.Map).Delete":                  true,
	"(*sync.Map).Swap":                    true,
	"(*sync.Map).CompareAndSwap":          true,
	"(*sync.Map).CompareAndDelete":        true,
	"(*sync.Pool).Put":                    true,
	"(*sync/atomic.Value).Store":          true,
	"(*sync/atomic.Value).Swap":           true,
	"(*sync/atomic.Value).CompareAndSwap": true,
	"(*container/list.List).PushBack":     true,
	"(*container/list.List).PushFront":    true,
	"(*container/list.List).InsertBefore": true,
	"(*container/list.List).InsertAfter":  true,
	"container/heap.Push":                 true,
	"errors.As":                           true,
	"net/rpc.Register":                    true,
	"net/rpc.RegisterName":                true,
	"(*net/rpc.Server).Register":          true,
	"(*net/rpc.Server).RegisterName":      true,
	"reflect.TypeOf":                      true,
	"runtime.KeepAlive":                   true,
	"runtime.SetFinalizer":                true,
	"sort.Slice":                          true,
	"sort.SliceStable":                    true,
	"sort.SliceIsSorted":                  true,
}

// Keeps reports whether fn keeps the values of any type that it receives, or asks for their
// types, without reading what they contain.
func Keeps(fn *types.Func) bool {
	return fn.Pkg() != nil && keeps[fullName(fn)]
}
