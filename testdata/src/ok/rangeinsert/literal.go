package rangeinsert

// double assigns in a literal what is there already.
func double(m map[string]int) {
	for k, v := range m {
		func() { m[k] = 2 * v }()
	}
}
