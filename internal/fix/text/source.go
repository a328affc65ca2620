// Package text reads and changes the source of a package: its bytes and lines, what
// surrounds a piece of syntax, where statements can be inserted, which imports and
// names a change needs, edits, and the difference between two versions of a file.
//
// It knows nothing of maps, locks or findings. What an expression means with its
// types belongs in package code.
package text

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// A Source is the files of a package: their bytes, their lines and their syntax.
type Source struct {
	*Tree
	Fset     *token.FileSet
	Files    []*ast.File
	Pkg      *types.Package
	Ignored  []string // files of the package for other systems
	ReadFile func(name string) ([]byte, error)
	// Generated reports whether a file is written by a program.
	Generated func(*ast.File) bool
	contents  map[*ast.File][]byte
}

// NewSource completes a source whose exported fields are set; in is the inspector of its
// files, nil if there is none yet.
func NewSource(src Source, in *inspector.Inspector) *Source {
	if in == nil {
		in = inspector.New(src.Files)
	}
	src.Tree, src.contents = newTree(in), map[*ast.File][]byte{}
	return &src
}

// Editable reports whether people edit a file: it is not generated and does not go
// through cgo, whose positions are of another file.
func (src *Source) Editable(f *ast.File) bool {
	ofOtherFile := src.Fset.Position(f.Package).Filename != src.Fset.File(f.FileStart).Name()
	if ofOtherFile || importsC(f) || src.Generated(f) {
		return false
	}
	return src.Bytes(f) != nil
}

// importsC reports whether a file imports "C".
func importsC(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"C"` })
}

// Bytes returns the source of a file, nil if the file has changed since it was parsed.
func (src *Source) Bytes(f *ast.File) []byte {
	if b, ok := src.contents[f]; ok {
		return b
	}
	tf := src.Fset.File(f.FileStart)
	b, err := src.ReadFile(tf.Name())
	if err != nil || len(b) != tf.Size() {
		b = nil
	}
	src.contents[f] = b
	return b
}

// line returns the line of a position.
func (src *Source) line(pos token.Pos) int { return src.Fset.File(pos).Line(pos) }

// LineStart returns the position of the first byte of a line.
func (src *Source) LineStart(pos token.Pos) token.Pos {
	return src.Fset.File(pos).LineStart(src.line(pos))
}

// LineEnd returns the position of the newline behind pos.
func (src *Source) LineEnd(pos token.Pos) token.Pos {
	tf := src.Fset.File(pos)
	if l := tf.Line(pos); l < tf.LineCount() {
		return tf.LineStart(l+1) - 1
	}
	return src.File(pos).FileEnd
}

// Text returns the source of a node.
func (src *Source) Text(n ast.Node) string {
	f := src.File(n.Pos())
	tf, text := src.Fset.File(n.Pos()), src.Bytes(f)
	if text == nil {
		return ""
	}
	return string(text[tf.Offset(n.Pos()):tf.Offset(n.End())])
}

// TextBetween returns the source from one position to another.
func (src *Source) TextBetween(from, to token.Pos) string {
	tf, text := src.Fset.File(from), src.Bytes(src.File(from))
	if text == nil {
		return ""
	}
	return string(text[tf.Offset(from):tf.Offset(to)])
}

// InOtherBuild reports whether a name occurs in a file of the package that is for
// another system: it has to compile there too.
func (src *Source) InOtherBuild(name string) bool {
	return slices.ContainsFunc(src.Ignored, func(file string) bool {
		b, err := src.ReadFile(file)
		return err != nil || bytes.Contains(b, []byte(name))
	})
}
