package directive

import (
	"go/ast"
	"go/types"
	"regexp"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/known"
)

// guardedBy adds the statement that a lock guards a map: a field of the same
// struct or a variable of the same package.
func (r *reader) guardedBy(group *ast.CommentGroup, c *ast.Comment, lock string) {
	owners := r.owners[group]
	if lock == "" {
		r.problem(c, "//mapconcur:guardedby without the name of a lock has no effect")
		return
	}
	stated := false
	for _, o := range owners {
		if o.v == nil {
			continue
		}
		stated = true
		if _, ok := o.v.Type().Underlying().(*types.Map); !ok {
			r.problem(c, "//mapconcur:guardedby has no effect on "+o.v.Name()+", which is no map")
			continue
		}
		s, ok := r.statement(o, lock)
		if !ok {
			r.problem(c, "//mapconcur:guardedby "+lock+": no field beside "+o.v.Name()+" and no variable of the package with that name is a lock")
			continue
		}
		s.Pos = c.Pos()
		r.set.Guards[o.key()] = s
	}
	if !stated {
		r.problem(c, "//mapconcur:guardedby belongs to a field or to a variable of the package")
	}
}

// guardedComment matches what people write at a field that a lock guards, and the
// annotation of gVisor's checklocks.
var guardedComment = regexp.MustCompile(`(?i)(?:\b(?:guarded|protected) by:? +|\+checklocks:)[\x60*]*(?:\w+\.)*(\w+)`)

// prose notes that a comment in plain words, or for another tool, says which
// lock guards a map. Such words are loose ("guarded by mu once started"): they
// help to find the guard, and are not checked word for word.
func (r *reader) prose(group *ast.CommentGroup) {
	m := guardedComment.FindStringSubmatch(group.Text() + directives(group))
	if m == nil {
		return
	}
	for _, o := range r.owners[group] {
		if o.v == nil || r.set.Guards[o.key()] != (conflict.Statement{}) {
			continue
		}
		if _, ok := o.v.Type().Underlying().(*types.Map); !ok {
			continue
		}
		if s, ok := r.statement(o, m[1]); ok {
			s.Loose = true
			r.set.Guards[o.key()] = s
		}
	}
}

// directives returns the lines of a comment that its text leaves out, such as
// "// +checklocks:mu".
func directives(group *ast.CommentGroup) string {
	var out strings.Builder
	for _, c := range group.List {
		if strings.Contains(c.Text, "+checklocks") {
			out.WriteString(c.Text)
		}
	}
	return out.String()
}

// statement finds the lock that guards a variable by its name.
func (r *reader) statement(o owner, lock string) (conflict.Statement, bool) {
	if o.of != nil {
		if st, ok := o.of.Type().Underlying().(*types.Struct); ok {
			for f := range st.Fields() {
				if f.Name() == lock && known.IsLocker(f.Type()) {
					return conflict.FieldGuard(typeKey(o.of), lock, o.v.Name(), isOpaque(f)), true
				}
			}
		}
	}
	if v, ok := o.v.Pkg().Scope().Lookup(lock).(*types.Var); ok && known.IsLocker(v.Type()) {
		return conflict.GlobalGuard(typeKey(v), isOpaque(v)), true
	}
	return conflict.Statement{}, false
}

// isOpaque reports whether a lock is not of a type of package sync, nor of one of the
// lock's package that wraps such a type, in one step or several.
func isOpaque(lock *types.Var) bool {
	t := lock.Type()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if isSync(t) {
		return false
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() != lock.Pkg() {
		return true
	}
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return true
	}
	for f := range st.Fields() {
		if _, ptr := f.Type().Underlying().(*types.Pointer); !ptr && !isOpaque(f) {
			return false
		}
	}
	return true
}

// isSync reports whether t is a mutex of package sync.
func isSync(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}
