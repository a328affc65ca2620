// Package frozen changes maps in place that others have got, too.
package frozen

import (
	"context"
	"sync/atomic"
)

type key struct{}

type plainKey struct{}

// With puts a map with one more value into a child of the context.
func With(ctx context.Context, pairs ...string) context.Context {
	h, ok := ctx.Value(key{}).(map[string][]string)
	if !ok {
		h = make(map[string][]string)
	}
	for i := 0; i < len(pairs); i += 2 {
		h[pairs[i]] = append(h[pairs[i]], pairs[i+1]) // want `write to h in place`
	}
	return context.WithValue(ctx, key{}, h)
}

// Plain has values that are not shared.
func Plain(ctx context.Context, k, v string) context.Context {
	m, _ := ctx.Value(plainKey{}).(map[string]string)
	if m == nil {
		m = map[string]string{}
	}
	m[k] = v // want `write to m in place`
	return context.WithValue(ctx, plainKey{}, m)
}

// Inside has the map in one branch alone.
func Inside(ctx context.Context, k, v string) context.Context {
	if m, ok := ctx.Value(plainKey{}).(map[string]string); ok {
		m[k] = v // want `write to m in place`
		return context.WithValue(ctx, plainKey{}, m)
	}
	return context.WithValue(ctx, plainKey{}, map[string]string{k: v})
}

// Table is replaced as a whole.
type Table struct {
	cur atomic.Pointer[map[string]string]
}

// Get reads it.
func (t *Table) Get(k string) string { return (*t.cur.Load())[k] }

// Set would lose what others store if it stored a clone.
func (t *Table) Set(k, v string) {
	m := *t.cur.Load()
	m[k] = v // want `write to m \(cur\) in place`
}
