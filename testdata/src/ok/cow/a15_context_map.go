// A15: a map carried by a context is cloned before each change.
//
// Safe because the map stored in a context is never written; each derived
// context gets a fresh map.
//
// Naive mistake: to follow the map from ctx.Value through the clone and to
// report the write to the copy as a write to the shared map.
package cow

import (
	"context"
	"maps"
)

type baggageKey struct{}

func withBaggage(ctx context.Context, k, v string) context.Context {
	m, _ := ctx.Value(baggageKey{}).(map[string]string)
	m2 := maps.Clone(m)
	if m2 == nil {
		m2 = map[string]string{}
	}
	m2[k] = v
	return context.WithValue(ctx, baggageKey{}, m2)
}

func withoutBaggage(ctx context.Context, k string) context.Context {
	old, ok := ctx.Value(baggageKey{}).(map[string]string)
	if !ok {
		return ctx
	}
	m := make(map[string]string, len(old))
	for key, v := range old {
		m[key] = v
	}
	delete(m, k)
	return context.WithValue(ctx, baggageKey{}, m)
}

func baggage(ctx context.Context, k string) string {
	m, _ := ctx.Value(baggageKey{}).(map[string]string)
	return m[k]
}

// allBaggage returns a copy that belongs to the caller.
func allBaggage(ctx context.Context) map[string]string {
	m, _ := ctx.Value(baggageKey{}).(map[string]string)
	out := make(map[string]string, len(m))
	maps.Copy(out, m)
	return out
}

func handleWithBaggage(ctx context.Context, user string) string {
	ctx = withBaggage(ctx, "user", user)
	ctx = withoutBaggage(ctx, "trace")
	own := allBaggage(ctx)
	own["seen"] = "yes"
	return baggage(ctx, "user") + own["seen"]
}

// UseA15 gives one context to many goroutines, each of which adds to it.
func UseA15() string {
	ctx := withBaggage(context.Background(), "trace", "1")
	for _, u := range []string{"ann", "bob"} {
		go handleWithBaggage(ctx, u)
		go baggage(ctx, "trace")
		go func() { _ = withBaggage(ctx, "k", u) }()
	}
	ctx2 := withBaggage(ctx, "parent", "p")
	go allBaggage(ctx2)
	return baggage(ctx2, "parent") + baggage(ctx, "trace")
}
