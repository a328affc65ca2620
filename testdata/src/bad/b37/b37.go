// Package b37 holds idiom B37, a shallow struct copy shares the map: the copy
// looks private, its map field is still the original's.
//
// Category: shared-copy
package b37

import (
	"maps"
	"sync"
)

type config struct {
	name     string
	metadata map[string]string
}

type assignment struct {
	config *config
}

func pause(a *assignment) *config {
	cfg := *a.config
	cfg.name += "-paused"
	cfg.metadata["paused"] = "1" // want `write to cfg\.metadata`
	return &cfg
}

// Run pauses one assignment from two goroutines.
func Run() {
	a := &assignment{config: &config{name: "s", metadata: map[string]string{}}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { pause(a) })
	}
	wg.Wait()
}

func pauseFixed(a *assignment) *config {
	cfg := *a.config
	cfg.name += "-paused"
	cfg.metadata = maps.Clone(cfg.metadata)
	cfg.metadata["paused"] = "1"
	return &cfg
}

// RunFixed pauses one assignment from two goroutines.
func RunFixed() {
	a := &assignment{config: &config{name: "s", metadata: map[string]string{}}}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { pauseFixed(a) })
	}
	wg.Wait()
}
