package initcallback

import "sync"

// Events are what a driver tells of.
type Events struct {
	OnTrack func(id string)
	OnError func(error)
}

type Driver interface{ Start(Events) error }

// Player gives the driver a struct of callbacks: they are for later.
type Player struct {
	mu     sync.Mutex
	played map[string]int
}

func StartPlayer(d Driver) (*Player, error) {
	p := &Player{played: map[string]int{}}
	return p, d.Start(Events{OnTrack: p.track})
}

func (p *Player) track(id string) {
	p.played[id]++ // want `write to p\.played without p\.mu conflicts with the \w+ on line \d+`
}

func (p *Player) Plays(id string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.played[id]
}

func (p *Player) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.played)
}
