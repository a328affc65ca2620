// Package p has functions that look a key up and store it: in those whose name begins with
// yes, the look-up decides whether the store is made.
package p

var m = map[string]int{}

func get() string
func list(keys []string) []string

func yesPlain(k string) {
	if _, ok := m[k]; !ok {
		m[k] = 1
	}
}
func yesEarlyReturn(k string) {
	if m[k] > 0 {
		return
	}
	get()
	m[k] = 1
}
func yesEither(k string, force bool) {
	if _, ok := m[k]; !ok || force {
		m[k] = 1
	}
}
func yesLoop(keys []string) {
	for _, k := range keys {
		if _, ok := m[k]; !ok {
			m[k] = 1
		}
	}
}
func yesContinue(keys []string) {
	for _, k := range keys {
		if _, ok := m[k]; ok {
			continue
		}
		m[k] = 1
	}
}
func yesEndless() {
	for {
		k := get()
		if _, ok := m[k]; ok {
			continue
		}
		m[k] = 1
	}
}
func yesSearch(keys []string) {
	for _, k := range keys {
		if m[k] > 0 {
			return
		}
	}
	m["none"] = 1
}
func yesFlag(keys []string) {
	found := false
	for _, k := range keys {
		if m[k] > 0 {
			found = true
		}
	}
	if !found {
		m["none"] = 1
	}
}
func yesBatch(keys []string) {
	var missing []string
	for _, k := range keys {
		if _, ok := m[k]; !ok {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 {
		return
	}
	for _, k := range list(missing) {
		m[k] = 1
	}
}
func yesSet(keys []string) {
	missing := map[string]bool{}
	for _, k := range keys {
		if _, ok := m[k]; !ok {
			missing[k] = true
		}
	}
	for k := range missing {
		m[k] = 1
	}
}
func yesCaptured(keys []string) {
	var missing []string
	defer func() { println(missing) }()
	for _, k := range keys {
		if _, ok := m[k]; !ok {
			missing = append(missing, k)
		}
	}
	if len(missing) > 0 {
		m["some"] = 1
	}
}

func noBefore(k string) { println(m[k]); m[k] = 1 }
func noMeets(k string) {
	if m[k] > 0 {
		println()
	} else {
		get()
	}
	m[k] = 1
}
func noLoop(keys []string) {
	for _, k := range keys {
		if m[k] > 0 {
			println()
		}
		m[k] = 1
	}
}
func noEndless() {
	for {
		k := get()
		if m[k] > 0 {
			println()
		}
		m[k] = 1
	}
}
func noContinue(keys []string) {
	for _, k := range keys {
		m[k] = 1
		if m[k] > 0 {
			continue
		}
		println()
	}
}
func noOther(keys []string, any bool) {
	n := 0
	for _, k := range keys {
		if m[k] > 0 {
			n++
		}
	}
	if any {
		m["n"] = n
	}
}
