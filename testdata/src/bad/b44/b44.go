// Package b44 holds idiom B44, published before it is complete: LoadOrStore
// puts the schema where others find it, and only then its map is filled.
//
// Category: frozen-write
package b44

import (
	"reflect"
	"sync"
)

type schema struct {
	relations map[string]int
}

var cache sync.Map // reflect.Type -> *schema

func parse(t reflect.Type) *schema {
	s := &schema{relations: map[string]int{}}
	if v, loaded := cache.LoadOrStore(t, s); loaded {
		return v.(*schema)
	}
	for i := range t.NumField() {
		s.relations[t.Field(i).Name] = i // want `write to s\.relations`
	}
	return s
}

type user struct{ Name, Mail string }

// Run parses one type from several goroutines.
func Run() {
	t := reflect.TypeFor[user]()
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = parse(t).relations["Name"]
		}()
	}
	wg.Wait()
}

var cacheFixed sync.Map // reflect.Type -> *schema

func parseFixed(t reflect.Type) *schema {
	if v, ok := cacheFixed.Load(t); ok {
		return v.(*schema)
	}
	s := &schema{relations: map[string]int{}}
	for i := range t.NumField() {
		s.relations[t.Field(i).Name] = i
	}
	v, _ := cacheFixed.LoadOrStore(t, s)
	return v.(*schema)
}

// RunFixed fills first and publishes then.
func RunFixed() {
	t := reflect.TypeFor[user]()
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = parseFixed(t).relations["Name"]
		}()
	}
	wg.Wait()
}
