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
	if isVetCall(args) {
		vetTool() // exits
	}
	os.Exit(standalone(analyzer.New(analyzer.Config{}), args, os.Stdout, os.Stderr))
}
