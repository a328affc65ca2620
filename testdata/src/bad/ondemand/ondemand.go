// Package ondemand has global tables that are filled when they are needed, by
// functions that anybody may call.
package ondemand

import "strings"

var (
	lengths = map[string]int{}
	names   = map[string]string{}
	ids     = map[string][]string{"vowels": {"a", "e"}, "rest": {"b", "c"}}
)

// Length remembers what it has computed.
func Length(s string) int {
	n, ok := lengths[s]
	if !ok {
		n = len(strings.TrimSpace(s))
		lengths[s] = n // want `write to lengths conflicts with the same write in another goroutine; calls of `
	}
	return n
}

// Name fills the table when it is first called.
func Name(id string) string {
	if len(names) == 0 {
		for name, list := range ids {
			for _, id := range list {
				names[id] = name // want `write to names conflicts with the same write in another goroutine; calls of `
			}
		}
	}
	return names[id]
}

var options = map[string]int{}

func option(name string) int {
	o, ok := options[name]
	if !ok {
		o = len(name)
		options[name] = o // want `write to options conflicts with the same write in another goroutine; calls of `
	}
	return o
}

// Key leaves it to a helper.
func Key(name string) int { return option(name) + 1 }

type logger struct{ name, prefix string }

var loggers = map[string]*logger{}

// Logger makes what is not there yet of the name alone.
func Logger(name string) *logger {
	if l, ok := loggers[name]; ok {
		return l
	}
	l := &logger{name: name}
	l.prefix = "[" + name + "]"
	loggers[name] = l // want `write to loggers conflicts with the same write in another goroutine; calls of `
	return l
}
