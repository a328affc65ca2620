package handedout

import (
	"maps"

	"example.org/smap"
)

// Count has a container of its own.
func Count(words []string) int {
	var seen smap.Map[string, map[string]bool]
	for _, w := range words {
		m, ok := seen.Load(w)
		if !ok {
			m = map[string]bool{}
			seen.Store(w, m)
		}
		m[w] = true
	}
	return len(words)
}

// A Lobby stores copies.
type Lobby struct{ rooms smap.Map[string, map[string]bool] }

// Join stores a copy.
func (l *Lobby) Join(room, who string) {
	m, _ := l.rooms.Load(room)
	if m = maps.Clone(m); m == nil {
		m = map[string]bool{}
	}
	m[who] = true
	l.rooms.Store(room, m)
}
