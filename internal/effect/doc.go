// Package effect is the vocabulary of the engine: what a function does to shared state, as
// plain data. A [Summary] lists the accesses of a function to maps and scalars, the
// goroutines it starts, the locks it acquires and releases, its waits and signals, and its
// calls of function parameters, all relative to its parameters. A [RootAccess] is an access
// as a thread root reaches it; a [SpawnScope] is a function together with the goroutines
// that it starts.
//
// The data flow: package trace turns instructions into [Access] values, order adds the
// locks and the happens-before facts that hold there, summary collects them into a
// [Summary], a [SpawnScope] or a list of [RootAccess] values, and detect yields patterns
// such as [LostUpdate]. Package candidate reads all of it and pairs the accesses;
// package report puts them into words.
//
// limits.go bounds the size of a summary, and so the work of all that reads it. A limit on
// other work is a constant beside the loop that it bounds. Package program records the limits
// that are reached.
//
// A new kind of information about a function is a type or a field here. How it is found
// belongs in the packages that read SSA form, what follows from it in packages guard to judge, and
// its encoding in package wire: this package imports neither go/ssa nor go/ast.
//
// The approach is that of RacerD (Blackshear et al., OOPSLA 2018): summaries of accesses
// with access paths, locks and ownership.
package effect
