package conflict

import "github.com/mapconcur/mapconcur/internal/summary"

// LostUpdates returns the findings of stores that overwrite what others may have
// stored since the look-up on which they depend.
func LostUpdates(updates []summary.LostUpdate) []Finding {
	var out []Finding
	for _, u := range updates {
		out = append(out, Finding{
			Category: LostUpdate, Confidence: Likely, At: u.Store.Pos.At(),
			Access: summary.Item{Access: u.Store}, Other: summary.Item{Access: u.Look},
			Lock: u.Lock, Locked: u.Lock.Place.Known(), Computed: u.Computed,
		})
	}
	return out
}
