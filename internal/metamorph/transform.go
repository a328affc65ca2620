package metamorph

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"

	srctext "github.com/mapconcur/mapconcur/internal/fix/text"
)

// A Transformation rewrites a package in one way that preserves its behaviour.
type Transformation struct {
	Name string
	// edits returns what may be changed, everywhere it may.
	edits func(*Package) []edit
}

// Transformations returns the table of all transformations.
func Transformations() []Transformation {
	return []Transformation{
		// How things are named and arranged.
		{"rename", rename},
		{"reverse", reverse},
		{"pad", pad},
		{"named-map", namedMap},
		{"embed-struct", embedStruct},

		// Where an access stands.
		{"outline-map", outlineMap},
		{"outline-object", outlineObject},
		{"outline-generic", outlineGeneric},
		{"local-alias", localAlias},
		{"closure", closure},
		{"closure-variable", closureVariable},
		{"switch", inSwitch},

		// How a function is called.
		{"delegate-method", delegateMethod},
		{"delegate-function", delegateFunction},
		{"method-value", methodValue},
		{"method-expression", methodExpression},
		{"interface", throughInterface},

		// How goroutines start, and which locks there are.
		{"go-helper", goHelper},
		{"wait-group-go", waitGroupGo},
		{"rw-mutex", rwMutex},
		{"embedded-mutex", embeddedMutex},
		{"own-mutex", ownMutex},
		{"deferred-unlock", deferredUnlock},
	}
}

// Apply returns the findings in a package after a transformation, and how often it could be
// applied. Where that is never, there are no findings either.
func (c *Corpus) Apply(p *Package, t Transformation) (after []Finding, applied int, err error) {
	q, n := c.apply(p, t.edits(p))
	if n == 0 {
		return nil, 0, nil
	}
	after, err = c.analyze(q)
	return after, n, err
}

// Findings returns what the analyzer says of the package as it stands.
func (p *Package) Findings() []Finding { return p.findings }

// origins matches the comments that say where a part of a rewritten file came from.
var origins = regexp.MustCompile(`/\*line [^*]*\*/`)

// Rewritten returns the sources of a package after a transformation, by file name, for
// somebody who wants to see what it did.
func (c *Corpus) Rewritten(p *Package, t Transformation) map[string]string {
	out := map[string]string{}
	for _, s := range p.rewrite(c.fitting(p, nil, t.edits(p))) {
		out[filepath.Base(s.name)] = origins.ReplaceAllString(string(s.text), "")
	}
	return out
}

// functions returns the declared functions of the package that have a body.
func (p *Package) functions() (out []*ast.FuncDecl) {
	for _, f := range p.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				out = append(out, fn)
			}
		}
	}
	return out
}

// statements calls do for each statement in a list of statements of a declared function
// without type parameters, with the list and the index in it.
func (p *Package) statements(do func(list []ast.Stmt, i int)) {
	for _, fn := range p.functions() {
		if p.generic(fn) {
			continue
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			list := srctext.Statements(n)
			for i := range list {
				do(list, i)
			}
			return true
		})
	}
}

// generic reports whether a function or its receiver has type parameters.
func (p *Package) generic(fn *ast.FuncDecl) bool {
	obj, ok := p.Info.Defs[fn.Name].(*types.Func)
	if !ok {
		return true
	}
	sig := obj.Signature()
	return sig.TypeParams().Len() > 0 || sig.RecvTypeParams().Len() > 0
}

// An access is a statement or an expression that uses one map in one way.
type access struct {
	node ast.Node
	m    ast.Expr   // the map
	args []ast.Expr // key, or key and value
	form string     // of the statement, with %s for the map and the arguments
	read bool       // it is an expression with a value
}

// accesses returns the accesses of the package outside generic functions whose map is
// a variable or a chain of fields, so that it can be evaluated on its own.
func (p *Package) accesses() (out []access) {
	p.statements(func(list []ast.Stmt, i int) {
		if a, ok := p.access(list[i]); ok {
			out = append(out, a)
		}
	})
	return out
}

// access returns the access that a statement is.
func (p *Package) access(s ast.Stmt) (access, bool) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if len(s.Lhs) != 1 || len(s.Rhs) != 1 || s.Tok == token.DEFINE {
			break
		}
		if m, k, ok := p.index(s.Lhs[0]); ok {
			return access{node: s, m: m, args: []ast.Expr{k, s.Rhs[0]}, form: "%s[%s] " + s.Tok.String() + " %s"}, true
		}
	case *ast.IncDecStmt:
		if m, k, ok := p.index(s.X); ok {
			return access{node: s, m: m, args: []ast.Expr{k}, form: "%s[%s]" + s.Tok.String()}, true
		}
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok || !p.builtin(call.Fun, "delete") || !p.simple(call.Args[0]) {
			break
		}
		return access{node: s, m: call.Args[0], args: call.Args[1:], form: "delete(%s, %s)"}, true
	}
	return access{}, false
}

// reads returns the look-ups of one value in maps, as accesses. They do not overlap.
func (p *Package) reads() (out []access) {
	for _, fn := range p.functions() {
		if p.generic(fn) {
			continue
		}
		notValue := map[ast.Expr]bool{}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, e := range n.Lhs {
					notValue[ast.Unparen(e)] = true
				}
				if len(n.Lhs) == 2 && len(n.Rhs) == 1 {
					notValue[ast.Unparen(n.Rhs[0])] = true
				}
			case *ast.ValueSpec:
				if len(n.Names) == 2 && len(n.Values) == 1 {
					notValue[ast.Unparen(n.Values[0])] = true
				}
			case *ast.IncDecStmt:
				notValue[ast.Unparen(n.X)] = true
			case *ast.CallExpr:
				if m, ok := p.length(n); ok {
					out = append(out, access{node: n, m: m, form: "len(%s)", read: true})
				}
			case *ast.IndexExpr:
				if m, k, ok := p.index(n); ok && !notValue[n] {
					out = append(out, access{node: n, m: m, args: []ast.Expr{k}, form: "%s[%s]", read: true})
				}
			}
			return true
		})
	}
	return out
}

// length returns the map of which a call asks the length.
func (p *Package) length(call *ast.CallExpr) (ast.Expr, bool) {
	if !p.builtin(call.Fun, "len") || !p.simple(call.Args[0]) {
		return nil, false
	}
	_, isMap := types.Unalias(p.Info.TypeOf(call.Args[0])).Underlying().(*types.Map)
	return call.Args[0], isMap
}

// index returns the map and key of an index expression whose map is simple.
func (p *Package) index(e ast.Expr) (m, key ast.Expr, ok bool) {
	x, ok := e.(*ast.IndexExpr)
	if !ok || p.Info.TypeOf(x.X) == nil {
		return nil, nil, false
	}
	_, isMap := p.Info.TypeOf(x.X).Underlying().(*types.Map)
	return x.X, x.Index, isMap && p.simple(x.X)
}

// simple reports whether an expression is a variable or a chain of fields.
func (p *Package) simple(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		_, ok := p.Info.Uses[e].(*types.Var)
		return ok
	case *ast.SelectorExpr:
		if id, ok := e.X.(*ast.Ident); ok {
			if _, ok := p.Info.Uses[id].(*types.PkgName); ok {
				return true
			}
		}
		sel := p.Info.Selections[e]
		return sel != nil && sel.Kind() == types.FieldVal && p.simple(e.X)
	}
	return false
}

// builtin reports whether an expression is the builtin function of that name.
func (p *Package) builtin(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	if !ok {
		return false
	}
	_, ok = p.Info.Uses[id].(*types.Builtin)
	return ok && id.Name == name
}

// typeName returns a type as the files of the package write it.
func (p *Package) typeName(t types.Type) string {
	return types.TypeString(t, func(other *types.Package) string {
		if other == p.Types {
			return ""
		}
		return other.Name()
	})
}

// fresh returns a name that no transformation gives twice: where it stands tells it
// apart.
func (p *Package) fresh(prefix string, n ast.Node) string {
	at := p.Fset.PositionFor(n.Pos(), false)
	return fmt.Sprintf("%sL%dC%d", prefix, at.Line, at.Column)
}
