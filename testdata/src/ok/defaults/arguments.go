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

// Expand passes a clone.
func Expand(name string) string { return expand(maps.Clone(variables), name) }

var plugins = map[string]handler{"none": func() {}}

func add(own map[string]handler, name string, h handler) bool {
	own[name] = h
	return true
}

// Plug is called by init functions: add enters what it is given.
func Plug(name string, h handler) bool { return add(plugins, name, h) }

var aliases = map[string]string{"ls": "list"}

func load(into map[string]string) error {
	into["now"] = time.Now().String()
	return nil
}

// LoadAliases is there to change the package variable.
func LoadAliases() error { return load(aliases) }

var headers = map[string]string{"Accept": "*/*"}

func merge(into, more map[string]string) map[string]string {
	maps.Copy(into, more)
	return into
}

// Headers merges into a new map.
func Headers(more map[string]string) map[string]string {
	return merge(merge(map[string]string{}, headers), more)
}

// SetHeaders is there to change the package variable.
func SetHeaders(more map[string]string) int {
	headers = merge(headers, more)
	return len(headers)
}
