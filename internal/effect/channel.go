package effect

// By the Go memory model the k-th receive from a channel of capacity C happens before the
// k+C-th send completes. A channel that a function sends to and receives from is therefore a
// lock if and only if C is 1: with a larger capacity several senders proceed at once, and on
// an unbuffered channel the send and the receive of one goroutine pair with those of others,
// so that both proceed.

// ChannelCapacity is the capacity of the channels in a field or global. Package program
// collects it from the make calls.
type ChannelCapacity struct {
	Name     string // the field or global, as in [Access.Key]
	Capacity Capacities
}

// Capacities is the set of capacities that a channel may have. It is empty if no make call
// of the channel was seen.
type Capacities uint8

const (
	Unbuffered  Capacities = 1 << iota // capacity 0
	RoomForOne                         // capacity 1
	RoomForMany                        // a larger or a computed capacity
	AnyCapacity                        // the channel comes from somewhere unknown
)

// AdmitsOne reports whether the channel is certainly a lock where it is used as one.
func (c Capacities) AdmitsOne() bool { return c == RoomForOne }

// MayAdmitOne reports whether the channel may be a lock where it is used as one.
func (c Capacities) MayAdmitOne() bool { return c == 0 || c&(RoomForOne|AnyCapacity) != 0 }
