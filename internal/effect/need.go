package effect

// A Need is what an argument has to be for a function to come to an access: "if b == nil {
// return }" before it. Callers that pass a constant know whether it is.
type Need struct {
	Param int
	Equal bool   // the argument equals Value, or else differs from it
	Value string // a constant as the source writes it, "nil" included
}

// Either returns what an argument has to be for one of two accesses to happen: nil if it
// matters to only one of them, or in another way.
func (n *Need) Either(m *Need) *Need {
	if n == nil || m == nil || *n != *m {
		return nil
	}
	return n
}
