package metamorph

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// rename gives everything that the package declares a name that says nothing, exported
// or not as before. Methods keep their names if an interface of another package may
// want them, and words in comments change with what they name.
func rename(p *Package) []edit {
	names := map[types.Object]string{}
	words := map[string]string{}
	kept := p.foreignMethods()
	for id, obj := range p.Info.Defs {
		if obj == nil || !renamable(obj, kept) {
			continue
		}
		names[obj] = neutral(id.Name)
		if !p.local(obj) {
			words[id.Name] = names[obj]
		}
	}
	byObject := map[types.Object]*edit{}
	note := func(id *ast.Ident, obj types.Object) {
		name, ok := names[origin(obj)]
		if !ok {
			return
		}
		if byObject[origin(obj)] == nil {
			byObject[origin(obj)] = &edit{}
		}
		e := byObject[origin(obj)]
		e.changes = append(e.changes, replace(id, text("%s", name)))
	}
	for id, obj := range p.Info.Defs {
		note(id, obj)
	}
	for id, obj := range p.Info.Uses {
		note(id, obj)
	}
	all := edit{changes: renamedComments(p, words)}
	for _, e := range byObject {
		all.changes = append(all.changes, e.changes...)
	}
	return nonEmpty(all)
}

// neutral returns the new name for an old one. Equal names stay equal: methods of two
// types implement one interface by them.
func neutral(old string) string {
	var sum uint32 = 2166136261
	for _, b := range []byte(old) {
		sum = (sum ^ uint32(b)) * 16777619
	}
	if token.IsExported(old) {
		return fmt.Sprintf("Q%08x", sum)
	}
	return fmt.Sprintf("q%08x", sum)
}

// origin returns the declared object of an instance.
func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Var:
		return obj.Origin()
	case *types.Func:
		return obj.Origin()
	}
	return obj
}

// renamable reports whether an object can have another name.
func renamable(obj types.Object, kept map[string]bool) bool {
	switch obj := obj.(type) {
	case *types.PkgName, *types.Label:
		return false
	case *types.Var:
		return !obj.Embedded() && obj.Name() != "_"
	case *types.Func:
		if obj.Signature().Recv() != nil {
			return !kept[obj.Name()]
		}
		return obj.Name() != "main" && obj.Name() != "init" && obj.Name() != "_" && !strings.HasPrefix(obj.Name(), "Test") && !strings.HasPrefix(obj.Name(), "Benchmark")
	case *types.TypeName:
		return obj.Name() != "_"
	}
	return obj.Name() != "_"
}

// foreignMethods returns the names of methods that interfaces of imported packages
// have, and of those that make a type a lock.
func (p *Package) foreignMethods() map[string]bool {
	kept := map[string]bool{"Error": true}
	for _, name := range []string{"Lock", "Unlock", "RLock", "RUnlock", "TryLock", "TryRLock"} {
		kept[name] = true
	}
	for _, imported := range p.Types.Imports() {
		for _, name := range imported.Scope().Names() {
			if iface, ok := imported.Scope().Lookup(name).Type().Underlying().(*types.Interface); ok {
				for m := range iface.Methods() {
					kept[m.Name()] = true
				}
			}
		}
	}
	return kept
}

var (
	word      = regexp.MustCompile(`[\pL_][\pL_\pN]*`)
	directive = regexp.MustCompile(`^//[a-z0-9]+:[a-z0-9]+`)
	generated = regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)
)

// local reports whether an object is a variable, constant or type of one function.
func (p *Package) local(obj types.Object) bool {
	return obj.Parent() != nil && obj.Parent() != p.Types.Scope()
}

// renamedComments changes the words in comments that name what has a new name.
func renamedComments(p *Package, words map[string]string) (out []change) {
	for _, f := range p.Files {
		out = append(out, p.renamedIn(f.Package, f.FileEnd, words)...)
	}
	return out
}

// renamedIn is renamedComments for the comments between two positions. It leaves the
// words alone by which tools know a comment.
func (p *Package) renamedIn(from, to token.Pos, words map[string]string) (out []change) {
	for _, f := range p.Files {
		for _, group := range f.Comments {
			for _, c := range group.List {
				if c.Pos() < from || to < c.End() || generated.MatchString(c.Text) {
					continue
				}
				if renamed := renamedText(c.Text, words); renamed != c.Text {
					out = append(out, inComment(c, renamed))
				}
			}
		}
	}
	return out
}

// renamedText returns a comment with other words behind its directive, if it has one.
func renamedText(comment string, words map[string]string) string {
	head := directive.FindString(comment)
	return head + word.ReplaceAllStringFunc(comment[len(head):], func(w string) string {
		if to, ok := words[w]; ok {
			return to
		}
		return w
	})
}

// reverse turns the order of the declarations of each file around.
func reverse(p *Package) (out []edit) {
	for _, f := range p.Files {
		var decls []part
		from, to := token.NoPos, token.NoPos
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
				continue
			}
			start := start(d)
			if !from.IsValid() {
				from = start
			}
			to = d.End()
			decls = append(decls, between(start, to), text("\n\n"))
		}
		if len(decls) < 4 {
			continue
		}
		var reversed []part
		for pair := range slices.Chunk(decls, 2) {
			reversed = append(slices.Clone(pair), reversed...)
		}
		out = append(out, edit{changes: []change{{from, to, reversed}}})
	}
	return out
}

// start returns where a declaration begins, with its comment.
func start(d ast.Decl) token.Pos {
	var doc *ast.CommentGroup
	switch d := d.(type) {
	case *ast.GenDecl:
		doc = d.Doc
	case *ast.FuncDecl:
		doc = d.Doc
	}
	if doc != nil {
		return doc.Pos()
	}
	return d.Pos()
}

const unrelated = `
type paddingCounter struct { lock sync.Mutex; counts map[string]int }
func newPaddingCounter() *paddingCounter { return &paddingCounter{counts: map[string]int{}} }
func (c *paddingCounter) add(key string) { c.lock.Lock(); defer c.lock.Unlock(); c.counts[key]++ }
func (c *paddingCounter) get(key string) int { c.lock.Lock(); defer c.lock.Unlock(); return c.counts[key] }
func (c *paddingCounter) watch(keys chan string) { go func() { for key := range keys { c.add(key) } }() }
`

// pad puts unrelated declarations before all others and behind them.
func pad(p *Package) (out []edit) {
	for _, f := range p.Files {
		if len(f.Decls) < 2 {
			continue
		}
		at := start(f.Decls[1])
		behind := []part{text("%s", strings.ReplaceAll(unrelated, "addingCounter", "addingCounterBehind"))}
		out = append(out, edit{[]change{insert(at, "%s\n", unrelated)}, [][]part{behind}})
		break
	}
	return out
}

// namedMap gives the map type of each field and package variable a name.
func namedMap(p *Package) (out []edit) {
	note := func(t ast.Expr) {
		if m, ok := t.(*ast.MapType); ok {
			name := p.fresh("mapType", m)
			out = append(out, edit{[]change{replace(m, text("%s", name))}, [][]part{{text("type %s ", name), piece(m)}}})
		}
	}
	for _, f := range p.Files {
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				for _, s := range g.Specs {
					declaredTypes(s, note)
				}
			}
		}
	}
	return out
}

// declaredTypes calls f for the type of the variables of a declaration, or for those of the
// fields of the struct type that it declares.
func declaredTypes(s ast.Spec, f func(ast.Expr)) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		f(s.Type)
	case *ast.TypeSpec:
		if t, ok := s.Type.(*ast.StructType); ok && s.TypeParams == nil {
			for _, field := range t.Fields.List {
				f(field.Type)
			}
		}
	}
}

// embedStruct moves the fields of each struct type into a struct that it embeds.
func embedStruct(p *Package) (out []edit) {
	for _, f := range p.Files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				if e, ok := p.embedded(s.(*ast.TypeSpec)); ok {
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// embedded returns the edit by which a struct type embeds its fields, with its
// composite literals.
func (p *Package) embedded(s *ast.TypeSpec) (edit, bool) {
	t, ok := s.Type.(*ast.StructType)
	if !ok || s.TypeParams != nil || len(t.Fields.List) == 0 {
		return edit{}, false
	}
	name := p.fresh("fields", s)
	e := edit{[]change{replace(t, text("struct { %s }", name))}, [][]part{{text("type %s ", name), piece(t)}}}
	typ := p.Info.Defs[s.Name].Type()
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) == 0 || p.Info.TypeOf(lit) == nil {
				return true
			}
			of := p.Info.TypeOf(lit)
			if ptr, ok := of.(*types.Pointer); ok {
				of = ptr.Elem() // an elided &T
			}
			if types.Identical(of, typ) {
				e.changes = append(e.changes, insert(lit.Lbrace+1, "%s{", name), insert(lit.Rbrace, "}"))
			}
			return true
		})
	}
	return e, true
}
