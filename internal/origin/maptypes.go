package origin

import (
	"bytes"
	"go/ast"
)

// addMapTypes adds the exported types with a map below them that the text of a file, as
// gofmt leaves it, declares.
//
// False negative: a type that is declared by another one, "type Names Set".
func addMapTypes(text []byte, names map[string]bool) {
	for decl := range after(text, "\ntype ") {
		if !bytes.HasPrefix(decl, []byte("(\n")) {
			addMapType(decl, names)
			continue
		}
		group, _, _ := bytes.Cut(decl, []byte("\n)"))
		for spec := range after(group, "\n\t") {
			addMapType(spec, names)
		}
	}
}

// addMapType adds the name of the type that a declaration begins with if it is a map:
// "Set map[", "Set[T comparable] map[".
func addMapType(decl []byte, names map[string]bool) {
	line, _, _ := bytes.Cut(decl, []byte("\n"))
	name, underlying, _ := bytes.Cut(line, []byte(" "))
	if i := bytes.IndexByte(name, '['); i >= 0 {
		name, underlying = line[:i], pastBrackets(line[i:])
	}
	if bytes.HasPrefix(bytes.TrimLeft(underlying, " "), []byte("map[")) && ast.IsExported(string(name)) {
		names[string(name)] = true
	}
}

// pastBrackets returns what follows the brackets that text begins with.
func pastBrackets(text []byte) []byte {
	open := 0
	for i, c := range text {
		switch c {
		case '[':
			open++
		case ']':
			open--
		}
		if open == 0 {
			return text[i+1:]
		}
	}
	return nil
}

// addReceivers adds the names of the types that have methods in the text of a file.
func addReceivers(text []byte, names map[string]bool) {
	for decl := range after(text, "\nfunc (") {
		recv, _, _ := bytes.Cut(decl, []byte(")"))
		recv, _, _ = bytes.Cut(recv, []byte("["))
		recv = bytes.TrimLeft(recv[bytes.LastIndexByte(recv, ' ')+1:], "*")
		names[string(recv)] = true
	}
}

// after returns what follows each place where text has a word.
func after(text []byte, word string) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for {
			_, rest, ok := bytes.Cut(text, []byte(word))
			if !ok || !yield(rest) {
				return
			}
			text = rest
		}
	}
}
