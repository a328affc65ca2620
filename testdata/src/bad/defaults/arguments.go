package defaults

import (
	"maps"
	"time"
)

var variables = map[string]string{"user": "nobody"}

func expand(vars map[string]string, name string) string {
	vars["now"] = time.Now().String()
	return vars[name]
}

// Expand passes the package variable on, where expand expects a map to complete.
func Expand(name string) string {
	return expand(variables, name) // want `write to variables conflicts with every other use of the package variable; a call does not copy the map that it passes on`
}

// ExpandOwn passes a map of its own.
func ExpandOwn(name string) string { return expand(map[string]string{}, name) }

type completer struct{}

func (completer) complete(vars map[string]string) { vars["zone"] = time.Local.String() }

var places = map[string]string{"home": "/"}

// Places completes the package variable by a method value.
func Places() int {
	complete := completer{}.complete
	complete(places) // want `write to places conflicts with every other use`
	return len(places)
}

type options struct {
	name string
	env  map[string]string
}

var defaultOptions = options{env: map[string]string{"HOME": "/"}}

func run(o options) string {
	o.env["PWD"] = time.Now().String() // want `write to o.env .* conflicts with every other use`
	return o.name
}

// Run passes a copy of the struct.
func Run() string { return run(defaultOptions) }

var headers = map[string]string{"Accept": "*/*"}

func merge(into, more map[string]string) map[string]string {
	maps.Copy(into, more)
	return into
}

// Headers takes the result for a new map.
func Headers(more map[string]string) map[string]string {
	return merge(headers, more) // want `write to headers conflicts with every other use of the package variable`
}
