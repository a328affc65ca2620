package state

// Op is an operation on a map, or on the variable that holds it. The order matters: those
// from [OpWrite] on change something.
type Op uint8

const (
	OpRead    Op = iota // m[k]
	OpLen               // len(m), which the runtime does not check against concurrent writes
	OpRange             // for range m, maps.Keys, maps.Values, maps.All
	OpClone             // maps.Clone, which the race detector does not see
	OpReflect           // a read inside encoding/json, fmt, reflect …
	OpReturn            // the function returns the map, for its caller to read
	OpWrite             // m[k] = v
	OpDelete            // delete(m, k)
	OpClear             // clear(m)
	OpReplace           // the variable that holds the map is assigned
)

// Valid reports whether o is one of the operations above.
func (o Op) Valid() bool { return o <= OpReplace }

// Writes reports whether the operation changes the map or its variable.
func (o Op) Writes() bool { return o >= OpWrite }

// Changes reports whether the operation changes the map, not the variable that holds it.
func (o Op) Changes() bool { return o.Writes() && !o.Replaces() }

// Replaces reports whether the operation assigns the variable that holds the map.
func (o Op) Replaces() bool { return o == OpReplace }

// Noun returns the operation as a noun: "read", "range".
func (o Op) Noun() string { return nouns[o] }

// Phrase returns the operation with its preposition: "write to", "range over".
func (o Op) Phrase() string { return phrases[o] }

var nouns = [...]string{"read", "len", "range", "clone", "read", "return", "write", "delete", "clear", "replacement"}

var phrases = [...]string{"read of", "len of", "range over", "clone of", "read of", "return of", "write to", "delete from", "clear of", "replacement of"}
