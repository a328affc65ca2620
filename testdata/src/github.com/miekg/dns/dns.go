// Package dns is a small stand-in for github.com/miekg/dns.
package dns

// Msg is a query or its answer.
type Msg struct{ Question []string }

// ResponseWriter takes the answer.
type ResponseWriter interface{ WriteMsg(*Msg) error }

// HandleFunc registers a handler for a pattern.
func HandleFunc(pattern string, handler func(ResponseWriter, *Msg)) { handlers[pattern] = handler }

var handlers = map[string]func(ResponseWriter, *Msg){}
