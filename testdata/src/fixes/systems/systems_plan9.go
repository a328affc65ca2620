package systems

func init() { record(map[string]int{}, "plan9") }
