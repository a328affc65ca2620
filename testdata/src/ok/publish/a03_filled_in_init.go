// A03: package-level maps filled in init functions and variable initialisers.
//
// Safe because the completion of all init functions is synchronized before the
// start of main.main; afterwards there are only reads.
//
// Naive mistake: to treat the writes of init, or of a helper that only init
// reaches, as ordinary unlocked writes that run next to the readers.
package publish

var levelByName = map[string]int{}

var levelAlias = make(map[string]string)

var levelNames = invertLevels(map[int]string{0: "debug", 1: "info"})

func init() {
	for i, n := range []string{"debug", "info", "warn"} {
		levelByName[n] = i
	}
}

func init() {
	addLevelAlias("dbg", "debug")
	addLevelAlias("inf", "info")
	delete(levelAlias, "inf")
}

// addLevelAlias is called by init only.
func addLevelAlias(short, long string) {
	levelAlias[short] = long
}

func invertLevels(m map[int]string) map[string]int {
	out := make(map[string]int, len(m))
	for k, v := range m {
		out[v] = k
	}
	return out
}

func parseLevel(s string) int {
	if long, ok := levelAlias[s]; ok {
		s = long
	}
	return levelByName[s] + levelNames[s]
}

// UseA03 reads from goroutines and from the parent.
func UseA03() int {
	for range 4 {
		go parseLevel("dbg")
		go func() {
			for n := range levelByName {
				parseLevel(n)
			}
		}()
	}
	return parseLevel("warn")
}
