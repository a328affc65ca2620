package effect

// ChannelCapacity is what the capacity may be of the channels in a field or global.
type ChannelCapacity struct {
	Name     string // as in [Access.Key]
	Capacity Capacities
}

// By the Go memory model the k-th receive from a channel of capacity C comes before the
// completion of the k+C-th send to it. A channel that a function sends to and receives
// from is therefore a lock if C is 1, and only then: with more room several senders go on
// at once, and without a buffer the send and the receive of one goroutine meet those of
// others, which lets both go on.

// Capacities is what the capacity of a channel may be: a set, empty if nobody is seen to
// make the channel.
type Capacities uint8

const (
	Unbuffered Capacities = 1 << iota
	RoomForOne
	RoomForMany // or computed
	AnyCapacity
)

// AdmitsOne reports whether the channel is a lock where it is used as one.
func (c Capacities) AdmitsOne() bool { return c == RoomForOne }

// MayAdmitOne reports whether the channel may be a lock.
func (c Capacities) MayAdmitOne() bool { return c == 0 || c&(RoomForOne|AnyCapacity) != 0 }
