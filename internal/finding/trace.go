package finding

import (
	"fmt"
	"regexp"
	"strconv"
)

// A Path has the steps that lead from the begin of a thread to an access, which is the last
// step.
type Path []Related

// StepMessage returns the message of a related place that is a step on the path to an access:
// path 1 leads to the access of the finding, path 2 to the other one.
func StepMessage(path, step, steps int, text string) string {
	return fmt.Sprintf("path %d, step %d of %d: %s", path, step, steps, text)
}

var stepMessage = regexp.MustCompile(`^path ([12]), step \d+ of \d+: (.*)$`)

// SplitTrace moves the related places that are steps of a path to Trace.
func (d *Diagnostic) SplitTrace() {
	var rest []Related
	for _, r := range d.Related {
		m := stepMessage.FindStringSubmatch(r.Message)
		if m == nil {
			rest = append(rest, r)
			continue
		}
		path, _ := strconv.Atoi(m[1])
		for len(d.Trace) < path {
			d.Trace = append(d.Trace, nil)
		}
		r.Message = m[2]
		d.Trace[path-1] = append(d.Trace[path-1], r)
	}
	d.Related = rest
}

// PathTitle says to which access a path of the trace leads.
func (d *Diagnostic) PathTitle(path int) string {
	switch {
	case len(d.Trace) == 1:
		return "both accesses"
	case path == 0:
		return "first access"
	}
	return "second access"
}
