// Package receivercopy has methods that change a map of a copy, which their receiver is.
//
// Category: shared-copy
package receivercopy

// Query is completed step by step.
type Query struct {
	args  map[string]string
	limit int
}

// Limit changes the map of every query that this one was made from.
func (q Query) Limit(n int) Query {
	q.limit = n
	q.args["limit"] = "set" // want `write to q\.args through a copy of its struct conflicts with uses of the original`
	return q
}

// Len reads the map.
func (q Query) Len() int { return len(q.args) }
