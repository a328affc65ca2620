// Package b49 holds idiom B49, gRPC metadata shared by calls: metadata.MD is a
// map, and a context made with it keeps that very map.
//
// Category: shared-copy
package b49

import (
	"context"
	"sync"

	"google.golang.org/grpc/metadata"
)

func invoke(ctx context.Context, method string) int {
	md, _ := metadata.FromOutgoingContext(ctx)
	return md.Len() + len(method)
}

type client struct {
	md metadata.MD
}

func (c *client) call(ctx context.Context, user string) int {
	c.md["user"] = []string{user} // want `c\.md`
	return invoke(metadata.NewOutgoingContext(ctx, c.md), "/svc/Get")
}

// Run calls with one client from several goroutines.
func Run() {
	c := &client{md: metadata.Pairs("agent", "test")}
	var wg sync.WaitGroup
	for _, u := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.call(context.Background(), u)
		}()
	}
	wg.Wait()
}

// inject writes the metadata that the caller shares with other calls.
func inject(ctx context.Context, md metadata.MD, trace string) context.Context {
	md.Set("trace", trace) // want `write to md`
	return metadata.NewOutgoingContext(ctx, md)
}

// RunInject gives all calls one set of metadata.
func RunInject() {
	md := metadata.Pairs("agent", "test")
	var wg sync.WaitGroup
	for _, trace := range []string{"1", "2"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			invoke(inject(context.Background(), md, trace), "/svc/Get")
		}()
	}
	wg.Wait()
}

type clientFixed struct {
	md metadata.MD
}

func (c *clientFixed) call(ctx context.Context, user string) int {
	md := c.md.Copy()
	md["user"] = []string{user}
	return invoke(metadata.NewOutgoingContext(ctx, md), "/svc/Get")
}

// RunFixed calls with one client from several goroutines.
func RunFixed() {
	c := &clientFixed{md: metadata.Pairs("agent", "test")}
	var wg sync.WaitGroup
	for _, u := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.call(context.Background(), u)
		}()
	}
	wg.Wait()
}

func injectFixed(ctx context.Context, trace string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "trace", trace)
}

// RunInjectFixed shares a context; each call derives its own.
func RunInjectFixed() {
	ctx := metadata.NewOutgoingContext(context.Background(), metadata.Pairs("agent", "test"))
	var wg sync.WaitGroup
	for _, trace := range []string{"1", "2"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			invoke(injectFixed(ctx, trace), "/svc/Get")
		}()
	}
	wg.Wait()
}
