package coll

// Context is handed around by value; what it leads to has an order of its own.
type Context struct{ cfg *config }

type config struct{ apps map[string]int }

// NewContext returns a context with a configuration.
func NewContext() Context { return Context{&config{apps: map[string]int{}}} }

// Load notes an app.
func (c Context) Load(name string) { c.cfg.apps[name]++ }

// App looks an app up.
func (c Context) App(name string) int { return c.cfg.apps[name] }
