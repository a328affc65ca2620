package main

import (
	"context"
	"encoding/json"
	"os"
	"sync"
)

// A visits counts the visits of each code.
type visits struct {
	codes chan string // codes visited, to be counted

	mu     sync.Mutex
	Counts map[string]int // guarded by mu
}

func newVisits() *visits {
	return &visits{codes: make(chan string, 100), Counts: make(map[string]int)}
}

// collect counts visits until the context ends.
func (v *visits) collect(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case code := <-v.codes:
			v.mu.Lock()
			v.Counts[code]++
			v.mu.Unlock()
		}
	}
}

// save writes the counts to a file.
func (v *visits) save(file string) error {
	v.mu.Lock()
	data, err := json.Marshal(v.Counts)
	v.mu.Unlock()
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
