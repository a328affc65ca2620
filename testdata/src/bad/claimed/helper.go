package claimed

func label(m map[string]string, k, v string) { m[k] = v }

// Labelled leaves the write to the map of the copy to a helper.
func (c *Claim) Labelled(k, v string) *Claim {
	d := *c
	d.Name = k
	label(d.Labels, k, v) // want `write to d\.Labels through a copy of its struct conflicts with uses of the original`
	return &d
}
