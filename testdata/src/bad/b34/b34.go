// Package b34 holds idiom B34, init starts a goroutine that writes a global:
// that initialisation is exempt does not exempt what it leaves running.
//
// Category: read-write
package b34

import (
	"sync"
	"time"
)

var cache = map[string]int64{"now": 0}

func init() {
	cache["start"] = time.Now().Unix()
	go func() {
		for {
			cache["now"] = time.Now().Unix() // want `write to cache conflicts with the read`
			time.Sleep(time.Millisecond)
		}
	}()
}

// Now returns the cached time.
func Now() int64 { return cache["now"] }

// Run reads the time.
func Run() int64 {
	time.Sleep(5 * time.Millisecond)
	return Now()
}

var (
	fixedMu    sync.RWMutex
	cacheFixed = map[string]int64{"now": 0}
)

func init() {
	cacheFixed["start"] = time.Now().Unix()
	go func() {
		for {
			fixedMu.Lock()
			cacheFixed["now"] = time.Now().Unix()
			fixedMu.Unlock()
			time.Sleep(time.Millisecond)
		}
	}()
}

// NowFixed returns the cached time.
func NowFixed() int64 {
	fixedMu.RLock()
	defer fixedMu.RUnlock()
	return cacheFixed["now"]
}

// RunFixed reads the time.
func RunFixed() int64 {
	time.Sleep(5 * time.Millisecond)
	return NowFixed()
}
