// A helper returns the guarded map to callers that hold the lock while they use it.
package lockedgetter

import (
	"strings"
	"sync"
)

type Usage struct {
	mu  sync.Mutex
	all map[string]any
}

func (u *Usage) Add(key string, n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	m, k := u.level(key)
	m[k] = n
}

func (u *Usage) Drop(key string) {
	u.mu.Lock()
	m, k := u.level(key)
	delete(m, k)
	u.mu.Unlock()
}

func (u *Usage) Len() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.all)
}

func (u *Usage) level(key string) (map[string]any, string) {
	first, rest, ok := strings.Cut(key, "/")
	if !ok {
		return u.all, key
	}
	m, _ := u.all[first].(map[string]any)
	if m == nil {
		m = map[string]any{}
		u.all[first] = m
	}
	return m, rest
}
