package heap

import (
	"math"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

const (
	askPlace questionKind = iota
	askElems
	askResult
)

const rooted = math.MaxInt // rests on no open question

func newMemo() memo {
	return memo{
		places: map[ssa.Value]place.Place{}, snapshots: map[ssa.Value]place.Place{},
		asked: map[*ssa.Call]int{}, open: map[question]int{}, low: rooted, rests: map[question]int{},
	}
}

// seen notes that an answer that is there already was used.
func (m *memo) seen(q question) {
	if len(m.open) == 0 {
		return
	}
	if i, ok := m.open[q]; ok {
		m.low = min(m.low, i)
	} else if i, ok := m.rests[q]; ok {
		m.low = min(m.low, i)
	}
}

// asking is a question while it is answered.
type asking struct {
	q     question
	id    int // its number if others may meet it, else rooted
	outer int // low of who asks
	since int // the tentative answers before
}

// begin starts to answer a question; others may meet it if cyclic is set.
func (m *memo) begin(q question, cyclic bool) asking {
	a := asking{q: q, id: rooted, outer: m.low, since: len(m.tentative)}
	if cyclic {
		a.id = len(m.open)
		m.open[q] = a.id
	}
	m.low = rooted
	return a
}

// end notes the answer to a question. If it is another one than what stood for it, what
// was found in the meantime is forgotten.
func (m *memo) end(a asking, changed bool) {
	if a.id != rooted {
		delete(m.open, a.q)
	}
	final := m.low >= a.id // rests on no question but itself
	switch {
	case a.id == rooted:
	case changed:
		for _, q := range m.tentative[a.since:] {
			m.forget(q)
		}
		m.tentative = m.tentative[:a.since]
	case final:
		for _, q := range m.tentative[a.since:] {
			delete(m.rests, q)
		}
		m.tentative = m.tentative[:a.since]
	default:
		for _, q := range m.tentative[a.since:] {
			m.rests[q] = min(m.rests[q], m.low)
		}
	}
	if final {
		m.low = a.outer
		return
	}
	m.rests[a.q] = m.low
	m.tentative = append(m.tentative, a.q)
	m.low = min(m.low, a.outer)
}

func (m *memo) forget(q question) {
	delete(m.rests, q)
	switch q.kind {
	case askPlace:
		delete(m.places, q.v)
	case askElems:
		delete(m.snapshots, q.v)
	}
}
