package origin

import (
	"bytes"
	"go/ast"
)

// addMapTypes adds the names of the exported map types that a file declares.
//
// Assumes: the text is formatted by gofmt.
// False negative: a map type declared by the name of another one, "type Names Set".
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

// addMapType adds the name of the type that a declaration begins with if it is a map type,
// as in "Set map[" or "Set[T comparable] map[".
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

// pastBrackets returns the text after the matching brackets at its beginning.
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

// addReceivers adds the names of the types whose methods a file declares.
func addReceivers(text []byte, names map[string]bool) {
	for decl := range after(text, "\nfunc (") {
		recv, _, _ := bytes.Cut(decl, []byte(")"))
		recv, _, _ = bytes.Cut(recv, []byte("["))
		recv = bytes.TrimLeft(recv[bytes.LastIndexByte(recv, ' ')+1:], "*")
		names[string(recv)] = true
	}
}

// after yields the rest of a text after each occurrence of a word.
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
