// Mapconcur finds maps that goroutines share without synchronization.
//
// The binary runs in two ways. Called by "go vet -vettool", it analyzes the one package
// that go vet describes. Called by a person, it is a command:
//
//	mapconcur [flags] [packages]
//
// The command runs go vet with itself as the tool. So both ways analyze alike, package by
// package, and use go vet's cache. "mapconcur -help" prints the flags and the exit codes.
//
// This package holds the command line, the calls of the go command, and what is printed.
// What is said of a package belongs in package analyzer, the formats in internal/output.
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
