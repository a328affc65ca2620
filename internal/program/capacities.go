package program

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// Channels returns the index of the package's channels. It leaves out test files, which
// make channels for objects of their own.
func (p *Program) Channels() *ChannelIndex {
	if p.channels == nil {
		p.channels = newChannelIndex(p, p.rooms, p.NonTest)
	}
	return p.channels
}

// RoomsOf lists the capacities of the channels in variables on which a function sends or
// receives, as far as they are known.
func (p *Program) RoomsOf(s *effect.Summary) []effect.ChannelCapacity {
	var out []effect.ChannelCapacity
	for _, ch := range slices.Concat(s.Sends, s.Joins) {
		if !ch.Variable() {
			continue
		}
		r := effect.ChannelCapacity{Name: effect.KeyAt(ch), Capacity: p.Channels().Named(effect.KeyAt(ch))}
		if r.Capacity != 0 && r.Capacity&effect.AnyCapacity == 0 && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}
