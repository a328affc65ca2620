// Package handedout has helpers that take an object out of an atomic variable, a sync.Map or a
// context: all who call a helper have the same object, and write to its map without a lock.
package handedout

import (
	"context"
	"sync"
	"sync/atomic"
)

type index struct{ byName map[string]int }

// A Store makes its index when it is first needed.
type Store struct{ cur atomic.Pointer[index] }

func (s *Store) get() *index {
	if i := s.cur.Load(); i != nil {
		return i
	}
	i := &index{byName: map[string]int{}}
	if s.cur.CompareAndSwap(nil, i) {
		return i
	}
	return s.cur.Load()
}

// Add writes.
func (s *Store) Add(name string) {
	s.get().byName[name]++ // want `write to s.get\(\).byName in place .* from the atomic.Pointer`
}

type rooms[T any] struct{ m sync.Map }

func (r *rooms[T]) of(name string, mk func() T) T {
	if v, ok := r.m.Load(name); ok {
		return v.(T)
	}
	v, _ := r.m.LoadOrStore(name, mk())
	return v.(T)
}

type room struct {
	open    chan struct{} // closed when the room is open
	members map[string]bool
}

func newRoom() *room {
	r := &room{open: make(chan struct{}), members: map[string]bool{}}
	close(r.open)
	return r
}

// A Hub has a container with a type parameter.
type Hub struct{ rooms rooms[*room] }

// Join writes when the room is open, as others may.
func (h *Hub) Join(name, who string) {
	r := h.rooms.of(name, newRoom)
	<-r.open
	r.members[who] = true // want `write to r.members in place .* from the sync.Map`
}

// Topics has maps in a sync.Map.
type Topics struct{ m sync.Map }

func (t *Topics) all(topic string) (out map[string]bool) {
	if v, ok := t.m.Load(topic); ok {
		out = v.(map[string]bool)
	} else {
		out = map[string]bool{}
	}
	return
}

// Add stores the map that it has written to: that is no copy.
func (t *Topics) Add(topic, id string) {
	all := t.all(topic)
	all[id] = true // want `write to all \(m\) in place`
	t.m.Store(topic, all)
}

// Remove calls the helper through a method value.
func (t *Topics) Remove(topic, id string) {
	all := t.all
	delete(all(topic), id) // want `delete from all\(topic\) \(m\) in place`
}

type key struct{}

type fields struct {
	name   string
	values map[string]any
}

func fieldsOf(ctx context.Context) fields {
	f, ok := ctx.Value(key{}).(fields)
	if !ok {
		return fields{values: map[string]any{}}
	}
	return f
}

// With gets the struct from a helper and puts it into a child.
func With(ctx context.Context, name string, v any) context.Context {
	f := fieldsOf(ctx)
	f.values[name] = v // want `write to f.values in place .* from the context`
	f.name = name
	return context.WithValue(ctx, key{}, f)
}

type lazyKey struct{}

// WithLazy makes the map in the struct where there is none.
func WithLazy(ctx context.Context, name string, v any) context.Context {
	f, _ := ctx.Value(lazyKey{}).(fields)
	if f.values == nil {
		f.values = map[string]any{}
	}
	f.values[name] = v // want `write to f.values in place .* from the context`
	return context.WithValue(ctx, lazyKey{}, f)
}

type pointerKey struct{}

func put(ctx context.Context, f *fields) context.Context {
	return context.WithValue(ctx, pointerKey{}, f)
}

// WithPointer has a pointer in the context, which a helper puts into the child.
func WithPointer(ctx context.Context, name string, v any) context.Context {
	f, ok := ctx.Value(pointerKey{}).(*fields)
	if !ok {
		f = &fields{values: map[string]any{}}
	}
	f.values[name] = v // want `write to f.values in place .* from the context`
	return put(ctx, f)
}
