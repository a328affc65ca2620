package handedout

import "example.org/smap"

// A Lobby has a container of another package.
type Lobby struct{ rooms smap.Map[string, map[string]bool] }

// Join changes the map that everybody gets.
func (l *Lobby) Join(room, who string) {
	m, ok := l.rooms.Load(room)
	if !ok {
		m = map[string]bool{}
		l.rooms.Store(room, m)
	}
	m[who] = true // want `write to m in place .* the variable that Load reads`
}
