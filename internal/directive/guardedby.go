package directive

import (
	"go/ast"
	"go/types"

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

// isOpaque reports whether a lock is not of a type of package sync.
func isOpaque(lock *types.Var) bool {
	t := lock.Type()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "sync"
}
