package heap

import (
	"math"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// memo keeps the answers to the questions that are asked about the values of a function.
//
// A question may lead back to itself: the place of the loop variable t in "t = t.next" is
// found from the place of t. A question is open from [memo.begin] to [memo.end]. Whoever
// asks an open question gets a provisional answer, which says nothing of the value. An
// answer that was computed with the help of a provisional answer is tentative. If the open
// question ends with another answer than the provisional one, the tentative answers that
// rest on it are forgotten; whoever asks next computes them again. So the answers do not
// depend on which question comes first.
//
// The scheme is that of Tarjan's algorithm for strongly connected components (Depth-first
// search and linear graph algorithms, SIAM J. Comput. 1, 1972). Its nodes are the questions,
// and its edges lead from a question to those that it asks. An open question has a number,
// in the order in which the questions began. low is Tarjan's lowlink: the smallest number
// of an open question on which the answer at hand rests. A question whose low is not
// smaller than its own number is the root of a component: its answer rests on no question
// but itself, so that it is final.
type memo struct {
	places    map[ssa.Value]place.Place
	snapshots map[ssa.Value]place.Place // for snapshotOf
	phisDone  bool                      // placePhis has run, or is running

	open      map[question]int // the numbers of the open questions that may be asked again
	low       int              // of the question that is being answered
	rests     map[question]int // the lows of the tentative answers
	tentative []question       // the questions with tentative answers, oldest first

	depth int               // nested calls of Place
	asked map[*ssa.Call]int // nested calls of result for a call
}

// question asks for one fact about a value.
type question struct {
	v    ssa.Value
	kind questionKind
}

type questionKind uint8

const (
	askPlace  questionKind = iota // where the object lives that the value denotes
	askElems                      // the place of which the contents of the collection are elements
	askResult                     // what the call returns
)

// final is the low of an answer that rests on no open question.
const final = math.MaxInt

func newMemo() memo {
	return memo{
		places: map[ssa.Value]place.Place{}, snapshots: map[ssa.Value]place.Place{},
		asked: map[*ssa.Call]int{}, open: map[question]int{}, low: final, rests: map[question]int{},
	}
}

// reuse records that the answer at hand uses the answer to q that is there already, which
// may be provisional or tentative.
func (m *memo) reuse(q question) {
	if len(m.open) == 0 {
		return
	}
	if i, ok := m.open[q]; ok {
		m.low = min(m.low, i)
	} else if i, ok := m.rests[q]; ok {
		m.low = min(m.low, i)
	}
}

// asking is a question that is being answered.
type asking struct {
	q        question
	number   int // among the open questions, final if the question cannot be asked again
	outerLow int // the low of the question that asks this one
	since    int // how many tentative answers there were before
}

// begin starts to answer a question that has a provisional answer.
func (m *memo) begin(q question) asking {
	a := m.beginAcyclic(q)
	a.number = len(m.open)
	m.open[q] = a.number
	return a
}

// beginAcyclic starts to answer a question that has no provisional answer: each way back
// to it passes a question that has one.
func (m *memo) beginAcyclic(q question) asking {
	a := asking{q: q, number: final, outerLow: m.low, since: len(m.tentative)}
	m.low = final
	return a
}

// end finishes a question. changed says that the answer is not the provisional one.
func (m *memo) end(a asking, changed bool) {
	isRoot := m.low >= a.number // of a component
	if a.number != final {
		delete(m.open, a.q)
		m.settle(m.tentative[a.since:], isRoot, changed)
		if changed || isRoot {
			m.tentative = m.tentative[:a.since]
		}
	}
	if isRoot {
		m.low = a.outerLow
		return
	}
	m.rests[a.q] = m.low
	m.tentative = append(m.tentative, a.q)
	m.low = min(m.low, a.outerLow)
}

// settle decides what becomes of the answers that were found while a question was open:
// they are forgotten if its answer has changed, and are final if it was the root of their
// component. Else they rest on what the question rests on.
func (m *memo) settle(found []question, isRoot, changed bool) {
	for _, q := range found {
		switch {
		case changed:
			m.forget(q)
		case isRoot:
			delete(m.rests, q)
		default:
			m.rests[q] = min(m.rests[q], m.low)
		}
	}
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
