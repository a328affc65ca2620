// Package b50 holds idiom B50, a mutable map travels in a context: whoever has
// the context, or one derived from it, has the same map.
//
// Category: frozen-write
package b50

import (
	"context"
	"maps"
	"sync"
)

type tagsKey struct{}

// Set writes the map of the context.
func Set(ctx context.Context, k, v string) {
	m := ctx.Value(tagsKey{}).(map[string]string)
	m[k] = v // want `write to m conflicts with the same write in another goroutine`
}

// Run tags one context from several goroutines.
func Run() {
	ctx := context.WithValue(context.Background(), tagsKey{}, map[string]string{})
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			Set(ctx, k, "1")
		}()
	}
	wg.Wait()
}

// WithFixed derives a context with a map of its own.
func WithFixed(ctx context.Context, k, v string) context.Context {
	old, _ := ctx.Value(tagsKey{}).(map[string]string)
	m := maps.Clone(old)
	if m == nil {
		m = map[string]string{}
	}
	m[k] = v
	return context.WithValue(ctx, tagsKey{}, m)
}

// RunFixed tags derived contexts.
func RunFixed() {
	ctx := WithFixed(context.Background(), "id", "0")
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			WithFixed(ctx, k, "1")
		}()
	}
	wg.Wait()
}

// RunChildren has a context for each goroutine.
func RunChildren() {
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "c"} {
		ctx := context.WithValue(context.Background(), tagsKey{}, map[string]string{})
		wg.Add(1)
		go func() {
			defer wg.Done()
			Set(ctx, k, "1")
		}()
	}
	wg.Wait()
}
