// Package directive reads the comments that are meant for mapconcur:
//
//	//mapconcur:ignore reason
//	//mapconcur:guardedby mu
//
// The first suppresses findings and requires a reason. It applies to a line, or to the
// function, field, variable or type whose declaration it documents. The second states
// which lock guards a map. A directive that is wrong, or that suppresses nothing, is a
// [Problem]: like staticcheck and nolintlint, the package does not let a suppression
// outlive its reason.
//
// To add a directive, add a case to reader.read. Comments that raise doubt about a finding
// ("no lock needed here") do not belong here: package summary reads them.
package directive

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/guard"
)

const prefix = "//mapconcur:"

// A Set holds the directives of a package.
type Set struct {
	Guards   map[string]guard.Statement // by the key of the variable that holds the map
	Problems []Problem

	fset    *token.FileSet
	ignores []*ignore
}

// A Problem is a directive that is wrong or suppresses nothing.
type Problem struct {
	Pos     token.Pos
	Message string
}

// Read reads the directives of a package. Shared is its inspector, nil if the driver has
// none.
func Read(fset *token.FileSet, files []*ast.File, info *types.Info, shared *inspector.Inspector) *Set {
	s := &Set{fset: fset, Guards: map[string]guard.Statement{}}
	for _, f := range files {
		if !mentions(f) {
			continue
		}
		r := &reader{set: s, info: info, files: files, owners: owners(f, info, shared), code: codeLines(fset, f, shared)}
		for _, group := range f.Comments {
			for _, c := range group.List {
				if text, ok := strings.CutPrefix(c.Text, prefix); ok {
					r.read(group, c, text)
				}
			}
			r.prose(group)
		}
	}
	return s
}

// mentions reports whether a file has a directive or a comment that names the guard of a
// map. Most files have neither, and are not walked through.
func mentions(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, prefix) || guardedComment.MatchString(c.Text) {
				return true
			}
		}
	}
	return false
}

// A reader reads the directives of one file.
type reader struct {
	set    *Set
	info   *types.Info
	files  []*ast.File // of the package
	owners map[*ast.CommentGroup][]owner
	code   map[int]bool // the lines with code
}

// read reads one directive. Text is what follows the prefix.
func (r *reader) read(group *ast.CommentGroup, c *ast.Comment, text string) {
	text, _, _ = strings.Cut(text, " //") // a comment on the comment
	verb, arg, _ := strings.Cut(strings.TrimSpace(text), " ")
	arg = strings.TrimSpace(arg)
	switch verb {
	case "ignore":
		if arg == "" {
			r.problem(c, "//mapconcur:ignore without a reason has no effect: write why the finding is no bug")
			return
		}
		r.ignore(group, c)
	case "guardedby":
		r.guardedBy(group, c, arg)
	default:
		r.problem(c, "unknown directive //mapconcur:"+verb+"; known are ignore and guardedby")
	}
}

func (r *reader) problem(c *ast.Comment, message string) {
	r.set.Problems = append(r.set.Problems, Problem{c.Pos(), message})
}
