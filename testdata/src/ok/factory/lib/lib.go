// Package lib has plugins.
package lib

type Discovery interface {
	Add(service, listener string)
	Changed(service string) int
}

var factories = map[string]func(string) (Discovery, error){}

// Register is called by the init functions of plugins.
func Register(name string, factory func(string) (Discovery, error)) { factories[name] = factory }

// New makes a Discovery.
func New(name string) (Discovery, error) { return factories[name](name) }
