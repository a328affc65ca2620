package effect

import "go/token"

// A Registry is a function that gives one object to everybody who asks for the same name: it
// finds the object in a map that a lock guards, or in a sync.Map. Package detect finds it.
type Registry struct {
	Func     string // as a message calls it: "For"
	Exported bool   // others call it: else only the package has the objects
	Pos      token.Pos
}
