// Package claimed holds copies of structs whose map the function takes for one of
// the copy's own, and which is the original's: no goroutine is in sight, but the
// callers have the original, and each call changes it.
//
// Category: shared-copy
package claimed

// Claim is made from a template.
type Claim struct {
	Name   string
	Labels map[string]string
}

// Set has templates that many callers use.
type Set struct {
	Templates []Claim
	Selector  map[string]string
}

// Claims makes a claim for each template. A template without labels is left alone,
// the labels of one that has some are changed.
func Claims(set *Set, id string) map[string]Claim {
	claims := map[string]Claim{}
	for i := range set.Templates {
		claim := set.Templates[i]
		claim.Name += id
		if claim.Labels == nil {
			claim.Labels = map[string]string{}
		}
		claim.Labels["id"] = id // want `write to claim\.Labels through a copy of its struct conflicts with uses of the original`
		for k, v := range set.Selector {
			claim.Labels[k] = v
		}
		claims[claim.Name] = claim
	}
	return claims
}

// With is meant to leave its receiver alone.
func (c *Claim) With(k, v string) *Claim {
	d := *c
	d.Name = k
	d.Labels[k] = v // want `write to d\.Labels through a copy of its struct conflicts with uses of the original`
	return &d
}

// Merged is meant to leave the labels of the claim alone.
func (c *Claim) Merged(more map[string]string) map[string]string {
	labels := c.Labels
	if labels == nil {
		labels = map[string]string{}
	}
	for k, v := range more {
		labels[k] = v // want `write to labels \(Labels\) conflicts with uses of the original`
	}
	return labels
}
