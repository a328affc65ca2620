// Package queue runs operations one after the other on a goroutine of its own.
package queue

// Queue runs what it is given.
type Queue struct{ ops chan func() }

// New returns a queue that does not run yet.
func New() *Queue { return &Queue{ops: make(chan func(), 8)} }

// Start runs it.
func (q *Queue) Start() { go q.process() }

// Enqueue adds an operation, unless the queue is full.
func (q *Queue) Enqueue(op func()) {
	select {
	case q.ops <- op:
	default:
	}
}

func (q *Queue) process() {
	for op := range q.ops {
		op()
	}
}
