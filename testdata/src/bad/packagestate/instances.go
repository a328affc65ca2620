// Package packagestate holds maps of the package that exported functions change as they work: for
// objects that their callers own, and to answer a question.
//
// Category: read-write
package packagestate

import "errors"

// Node is an object that users make.
type Node struct {
	parts []*part
	next  int
}

type part struct{ name string }

var hooks = map[*part]func(){}

// SetHook sets what is called for a part.
func (n *Node) SetHook(name string, f func()) error {
	for _, p := range n.parts {
		if p.name == name {
			if _, ok := hooks[p]; ok {
				return errors.New("set twice")
			}
			hooks[p] = f // want `write to hooks conflicts with the read on line 23; calls of Node.SetHook can run at the same time; no lock protects both`
			return nil
		}
	}
	return errors.New("no such part")
}

// Call calls it.
func (n *Node) Call(i int) { hooks[n.parts[i]]() }

// The key is the object itself; Close removes it.
var open = map[*Conn]struct{}{}

// Conn is a connection.
type Conn struct{ addr string }

// Dial makes a connection.
func Dial(addr string) *Conn {
	c := &Conn{addr}
	track(c)
	return c
}

func track(c *Conn) { open[c] = struct{}{} } // want `write to open conflicts with the delete on line 52; Dial and Conn.Close can run at the same time`

// Close ends a connection.
func (c *Conn) Close() { delete(open, c) }

// NumOpen returns the number of open connections.
func NumOpen() int { return len(open) }

// The map is in a struct, and the key has the object.
var state struct {
	marks map[mark]int
	total int
}

type mark struct {
	of   *Shape
	side int
}

// Shape is drawn by its owner.
type Shape struct{ w, h int }

// Mark marks a side.
func (s *Shape) Mark(side int) {
	if state.marks == nil {
		state.marks = map[mark]int{}
	}
	state.marks[mark{s, side}]++ // want `write to state.marks conflicts with the same write in another goroutine`
}

// The keys are in interfaces.
var names = map[any]string{}

// SetName names a shape.
func (s *Shape) SetName(name string) { names[s] = name } // want `write to names conflicts with the read on line 86`

// Name returns the name.
func (s *Shape) Name() string { return names[s] }

// The keys are numbers that the objects have.
var (
	last int
	tags = map[int]string{}
)

// Job has a number.
type Job struct{ id int }

// NewJob makes a job.
func NewJob() *Job {
	last++
	return &Job{id: last}
}

// SetTag sets the tag of a job.
func (j *Job) SetTag(t string) { tags[j.id] = t } // want `write to tags conflicts with the read on line 107`

// Tag returns the tag of a job.
func (j *Job) Tag() string { return tags[j.id] }

// Functions get the objects.
var labels = map[*Job]string{}

// SetLabel sets the label of a job.
func SetLabel(j *Job, l string) { labels[j] = l } // want `write to labels conflicts with the read on line 116`

// Label returns the label of a job.
func Label(j *Job) string { return labels[j] }
