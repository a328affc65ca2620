package effect

// Phase is a phase in the life of an object, as far as a thread root shows it. Package context
// finds it.
type Phase uint8

const (
	InUse       Phase = iota // others may have the object
	BeforeStart              // the root starts the goroutine or the handlers of the object only later
	FromPool                 // each call of the root in the package takes the object from a pool
	AfterStart               // the root needs a map or channel that the starter of the object's goroutine makes
)
