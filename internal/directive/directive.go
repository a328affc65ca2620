// Package directive reads the comments by which the source speaks to mapconcur:
//
//	//mapconcur:ignore reason
//	//mapconcur:guardedby mu
//
// The first keeps findings silent and wants a reason; it stands on a line, or
// at the declaration of a function, a field, a variable or a type. The second
// states which lock guards a map. What is wrong with a comment, or that it has
// become needless, is a [Problem]: suppressions that nobody questions outlive
// their reason, as staticcheck and nolintlint have it.
//
// A new directive is a case in reader.read.
package directive

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

const prefix = "//mapconcur:"

// A Set holds the directives of a package.
type Set struct {
	Guards   map[string]conflict.Statement // by the key of the variable that holds the map
	Problems []Problem

	fset    *token.FileSet
	ignores []*ignore
}

// A Problem is a directive that is wrong or that has become needless.
type Problem struct {
	Pos     token.Pos
	Message string
}

// Read reads the directives of a package. Shared is its inspector, nil if the driver has
// none.
func Read(fset *token.FileSet, files []*ast.File, info *types.Info, shared *inspector.Inspector) *Set {
	s := &Set{fset: fset, Guards: map[string]conflict.Statement{}}
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

// mentions reports whether a file has directives, or says of something that a
// lock guards it: most do not.
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
	code   map[int]bool // lines with code
}

// read reads one directive, of which text follows the prefix.
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
