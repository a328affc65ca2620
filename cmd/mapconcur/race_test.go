package main

import (
	"os/exec"
	"strings"
)

// hasRace reports whether programs can be built with the race detector here:
// it needs cgo and a C compiler.
var hasRace = func() bool {
	out, err := exec.Command("go", "env", "CGO_ENABLED", "CC").Output()
	words := strings.Fields(string(out))
	if err != nil || len(words) < 2 || words[0] != "1" {
		return false
	}
	_, err = exec.LookPath(words[1])
	return err == nil
}()
