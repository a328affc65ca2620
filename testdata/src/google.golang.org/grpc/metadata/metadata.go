// Package metadata is a small stand-in for google.golang.org/grpc/metadata.
package metadata

import (
	"context"
	"strings"
)

// MD maps keys in lower case to values.
type MD map[string][]string

// New makes an MD of m.
func New(m map[string]string) MD {
	md := make(MD, len(m))
	for k, v := range m {
		md.Set(k, v)
	}
	return md
}

// Pairs makes an MD of keys and values in turn.
func Pairs(kv ...string) MD {
	md := make(MD, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		md.Append(kv[i], kv[i+1])
	}
	return md
}

// Len returns the number of keys.
func (md MD) Len() int { return len(md) }

// Copy returns a copy of md.
func (md MD) Copy() MD {
	out := make(MD, len(md))
	for k, v := range md {
		out[k] = append([]string(nil), v...)
	}
	return out
}

// Get returns the values of k.
func (md MD) Get(k string) []string { return md[strings.ToLower(k)] }

// Set replaces the values of k.
func (md MD) Set(k string, vals ...string) {
	if len(vals) > 0 {
		md[strings.ToLower(k)] = vals
	}
}

// Append adds to the values of k.
func (md MD) Append(k string, vals ...string) {
	if len(vals) > 0 {
		k = strings.ToLower(k)
		md[k] = append(md[k], vals...)
	}
}

// Delete removes the values of k.
func (md MD) Delete(k string) { delete(md, strings.ToLower(k)) }

type incomingKey struct{}

type outgoingKey struct{}

// NewIncomingContext returns a context with incoming metadata. It does not
// copy md, which must not be modified afterwards.
func NewIncomingContext(ctx context.Context, md MD) context.Context {
	return context.WithValue(ctx, incomingKey{}, md)
}

// NewOutgoingContext returns a context with outgoing metadata. It does not
// copy md, which must not be modified afterwards.
func NewOutgoingContext(ctx context.Context, md MD) context.Context {
	return context.WithValue(ctx, outgoingKey{}, md)
}

// AppendToOutgoingContext returns a context whose metadata has kv in addition.
func AppendToOutgoingContext(ctx context.Context, kv ...string) context.Context {
	md, _ := FromOutgoingContext(ctx)
	if md == nil {
		md = MD{}
	}
	for i := 0; i+1 < len(kv); i += 2 {
		md.Append(kv[i], kv[i+1])
	}
	return NewOutgoingContext(ctx, md)
}

// FromIncomingContext returns a copy of the incoming metadata of ctx.
func FromIncomingContext(ctx context.Context) (MD, bool) {
	md, ok := ctx.Value(incomingKey{}).(MD)
	if !ok {
		return nil, false
	}
	return md.Copy(), true
}

// FromOutgoingContext returns a copy of the outgoing metadata of ctx.
func FromOutgoingContext(ctx context.Context) (MD, bool) {
	md, ok := ctx.Value(outgoingKey{}).(MD)
	if !ok {
		return nil, false
	}
	return md.Copy(), true
}
