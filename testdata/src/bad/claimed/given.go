package claimed

// Meta is what claims and volumes have in common.
type Meta struct {
	Name        string
	Labels      map[string]string
	Annotations map[string]string
}

// Volume is made for a claim.
type Volume struct {
	Meta
	Size int
}

// NewVolume gives the volume the labels of the set and adds one, for all volumes.
func NewVolume(set *Set, name string) *Volume {
	v := &Volume{Size: 1}
	v.Name = name
	v.Labels = set.Selector
	v.Labels["volume"] = name // want `write to v\.Labels through a copy of its struct conflicts with uses of the original`
	return v
}

// Bound does so in a literal within another, and in a function that it calls.
func Bound(c *Claim) *Volume {
	v := &Volume{Meta: Meta{Name: c.Name, Labels: c.Labels}}
	bind(v)
	return v
}

func bind(v *Volume) { delete(v.Labels, "unbound") } // want `delete from v\.Labels through a copy of its struct conflicts with uses of the original`

// DeepCopy copies the maps too.
func (v *Volume) DeepCopy() *Volume {
	d := *v
	d.Labels, d.Annotations = map[string]string{}, map[string]string{}
	for k, l := range v.Labels {
		d.Labels[k] = l
	}
	for k, a := range v.Annotations {
		d.Annotations[k] = a
	}
	return &d
}

// Updated makes a volume, or a copy of that which is there.
func Updated(c *Claim, old *Volume) *Volume {
	var v *Volume
	if old == nil {
		v = &Volume{Size: 1}
	} else {
		v = old.DeepCopy()
	}
	v.Annotations = c.Labels
	v.Annotations["claim"] = c.Name // want `write to v\.Annotations through a copy of its struct conflicts with uses of the original`
	return v
}
