// Package gin is a small stand-in for github.com/gin-gonic/gin: routes and
// handlers.
package gin

import "net/http"

// Context is one request on its way through the handlers.
type Context struct {
	Request *http.Request
	Keys    map[string]any
	index   int
}

// Set keeps a value for the handlers that follow.
func (c *Context) Set(key string, value any) {
	if c.Keys == nil {
		c.Keys = make(map[string]any)
	}
	c.Keys[key] = value
}

// HandlerFunc handles a request.
type HandlerFunc func(*Context)

// Engine has the routes.
type Engine struct{ routes map[string][]HandlerFunc }

// New returns an engine without routes.
func New() *Engine { return &Engine{routes: map[string][]HandlerFunc{}} }

// GET adds a route.
func (e *Engine) GET(path string, handlers ...HandlerFunc) *Engine {
	e.routes[path] = append(e.routes[path], handlers...)
	return e
}

// ServeHTTP calls the handlers of the path.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &Context{Request: r}
	for _, h := range e.routes[r.URL.Path] {
		h(c)
	}
}
