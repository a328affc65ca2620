package conflict

// A Doubt is a weak reason why a finding may be wrong: what a name, a comment or a
// convention says. It lowers the certainty of the finding and never silences it. Package
// doubt has the table of all doubts.
type Doubt struct {
	Name   string // does not change between versions
	Reason string // in words
	Steps  int    // by how many steps it lowers the certainty
}
