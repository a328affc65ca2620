// Package b36 holds idiom B36, the callee mutates the caller's map: options
// passed by value still share their maps with every other user of them.
//
// Category: shared-copy
package b36

import (
	"maps"
	"sync"
)

// Options configures a cache.
type Options struct {
	Namespace string
	ByObject  map[string]string
}

func defaults(o Options) Options {
	if o.Namespace == "" {
		o.Namespace = "default"
	}
	for k, v := range o.ByObject {
		if v == "" {
			o.ByObject[k] = o.Namespace // want `write to o\.ByObject`
		}
	}
	return o
}

// Run makes two caches with the same options.
func Run() {
	o := Options{ByObject: map[string]string{"pod": "", "node": "all"}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defaults(o)
		}()
	}
	wg.Wait()
}

func defaultsFixed(o Options) Options {
	if o.Namespace == "" {
		o.Namespace = "default"
	}
	o.ByObject = maps.Clone(o.ByObject)
	for k, v := range o.ByObject {
		if v == "" {
			o.ByObject[k] = o.Namespace
		}
	}
	return o
}

// RunFixed makes two caches with the same options.
func RunFixed() {
	o := Options{ByObject: map[string]string{"pod": "", "node": "all"}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defaultsFixed(o)
		}()
	}
	wg.Wait()
}
