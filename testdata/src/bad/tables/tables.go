// Package tables calls the functions of a table that a function writes as a
// literal.
package tables

import "net/http"

type checks struct{ seen, slow, last map[string]int }

func (c *checks) repeated(path string) { c.seen[path]++ } // want `write to c\.seen conflicts with`

func (c *checks) late(path string) { c.slow[path]++ } // want `write to c\.slow conflicts with`

func (c *checks) note(path string) { c.last[path]++ } // want `write to c\.last conflicts with`

// ServeHTTP runs all checks for each request.
func (c *checks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, f := range []func(string){c.repeated} {
		f(r.URL.Path)
	}
	named := []struct {
		name string
		run  func(string)
	}{{"late", c.late}, {name: "note", run: c.note}}
	for _, n := range named {
		n.run(r.URL.Path)
	}
}
