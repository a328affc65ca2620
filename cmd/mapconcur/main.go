// Mapconcur finds maps that goroutines share without synchronization.
//
// It is one binary with two ways in. Called by "go vet -vettool", it analyzes
// the one package that go vet describes. Called by a person, it is a command
// of its own,
//
//	mapconcur [flags] [packages]
//
// which runs go vet underneath with itself as the tool, so that both ways
// analyze alike, package by package, from go vet's cache. The flags and the
// exit codes are told by "mapconcur -help".
package main

import (
	"os"

	"github.com/mapconcur/mapconcur/analyzer"
)

func main() {
	args := os.Args[1:]
	vet := isVetCall(args)
	a := analyzer.New(analyzer.Config{Sole: vet})
	if vet {
		vetTool(a) // exits
	}
	os.Exit(standalone(a, args, os.Stdout, os.Stderr))
}
