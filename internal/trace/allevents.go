package trace

import "iter"

// AllEvents yields the events of the function, block by block.
func (t *Trace) AllEvents() iter.Seq[*Event] {
	return func(yield func(*Event) bool) {
		for _, evs := range t.Events {
			for _, ev := range evs {
				if !yield(ev) {
					return
				}
			}
		}
	}
}
