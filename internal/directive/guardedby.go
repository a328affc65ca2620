package directive

import (
	"go/ast"
	"go/types"
	"regexp"
	"strings"

	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/known"
)

// guardedBy adds the statement that a lock guards a map. The lock is a field of the same
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

// guardedComment matches a comment in plain words that names the guard of a field, and the
// annotation of gVisor's checklocks.
var guardedComment = regexp.MustCompile(`(?i)(?:\b(?:guarded|protected) by:? +|\+checklocks:)[\x60*]*(?:\w+\.)*(\w+)`)

// prose adds a loose statement if a comment in plain words, or for another tool, names the
// lock that guards a map. Such a comment may have conditions ("guarded by mu once
// started"): it only helps to find the guard, which some accesses have to confirm.
func (r *reader) prose(group *ast.CommentGroup) {
	m := guardedComment.FindStringSubmatch(group.Text() + directives(group))
	if m == nil {
		return
	}
	for _, o := range r.owners[group] {
		if o.v == nil || r.set.Guards[o.key()] != (guard.Statement{}) {
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

// directives returns the annotations of checklocks in a comment, such as
// "// +checklocks:mu". The text of the comment leaves them out.
func directives(group *ast.CommentGroup) string {
	var out strings.Builder
	for _, c := range group.List {
		if strings.Contains(c.Text, "+checklocks") {
			out.WriteString(c.Text)
		}
	}
	return out.String()
}

// statement returns the statement that the lock with a name guards a variable.
func (r *reader) statement(o owner, lock string) (guard.Statement, bool) {
	if o.of != nil {
		if st, ok := o.of.Type().Underlying().(*types.Struct); ok {
			for f := range st.Fields() {
				if f.Name() == lock && known.IsLocker(f.Type()) {
					return guard.FieldGuard(typeKey(o.of), lock, o.v.Name(), isOpaque(f)), true
				}
			}
		}
	}
	if v, ok := o.v.Pkg().Scope().Lookup(lock).(*types.Var); ok && known.IsLocker(v.Type()) {
		return guard.GlobalGuard(typeKey(v), isOpaque(v)), true
	}
	return guard.Statement{}, false
}

// isOpaque reports whether the analyzer cannot see that a lock is a mutex: its type is
// neither one of package sync nor, in the package of the lock, a struct that wraps one.
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

// isSync reports whether t is a type of package sync.
func isSync(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}
