package metamorph

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// delegateMethod moves the body of each method into a second method, which the first
// one calls.
func delegateMethod(p *Package) (out []edit) {
	return p.delegated(func(fn *ast.FuncDecl, name string) (call, head []part) {
		if fn.Recv == nil {
			return nil, nil
		}
		return []part{text("%s.%s", fn.Recv.List[0].Names[0].Name, name)},
			[]part{text("func "), piece(fn.Recv), text(" %s", name), piece(fn.Type.Params)}
	})
}

// delegateFunction moves the body of each function or method into a function, which the
// first one calls.
func delegateFunction(p *Package) []edit {
	return p.delegated(func(fn *ast.FuncDecl, name string) (call, head []part) {
		head = []part{text("func %s(", name)}
		if fn.Recv != nil {
			head = append(head, between(fn.Recv.Opening+1, fn.Recv.Closing), text(", "))
		}
		return []part{text("%s", name)}, append(head, between(fn.Type.Params.Opening+1, fn.Type.Params.End()))
	})
}

// delegated moves the bodies of functions into others: split says how these are called
// and how they begin.
func (p *Package) delegated(split func(fn *ast.FuncDecl, name string) (call, head []part)) (out []edit) {
	for _, fn := range p.functions() {
		if p.generic(fn) || !named(fn.Recv) || !named(fn.Type.Params) || fn.Name.Name == "init" || fn.Name.Name == "main" {
			continue
		}
		name := p.fresh("inner", fn.Name)
		call, head := split(fn, name)
		if call == nil {
			continue
		}
		args := arguments(fn)
		if fn.Recv != nil && len(call) == 1 && call[0].text == name {
			args = append([]string{fn.Recv.List[0].Names[0].Name}, args...)
		}
		back := ""
		if fn.Type.Results != nil {
			back = "return "
			head = append(head, text(" "), piece(fn.Type.Results))
		}
		body := append([]part{text("{ %s", back)}, call...)
		out = append(out, edit{
			changes: []change{replace(fn.Body, append(body, text("(%s) }", strings.Join(args, ", ")))...)},
			decls:   [][]part{append(head, text(" "), piece(fn.Body))},
		})
	}
	return out
}

// named reports whether all fields of a list have names by which they can be used.
func named(list *ast.FieldList) bool {
	if list == nil {
		return true
	}
	for _, f := range list.List {
		if len(f.Names) == 0 {
			return false
		}
		for _, id := range f.Names {
			if id.Name == "_" {
				return false
			}
		}
	}
	return true
}

// arguments returns the parameters of a function as the arguments of a call.
func arguments(fn *ast.FuncDecl) (out []string) {
	for _, f := range fn.Type.Params.List {
		dots := ""
		if _, ok := f.Type.(*ast.Ellipsis); ok {
			dots = "..."
		}
		for _, id := range f.Names {
			out = append(out, id.Name+dots)
		}
	}
	return out
}

// A methodCall is a statement that calls a method which the package declares, with or
// without go.
type methodCall struct {
	stmt    ast.Stmt
	keyword string // "go " or ""
	call    *ast.CallExpr
	fun     *ast.SelectorExpr
	method  *types.Func
}

// methodCalls returns the statements that call methods of types of the package.
func (p *Package) methodCalls() (out []methodCall) {
	p.statements(func(list []ast.Stmt, i int) {
		c := methodCall{stmt: list[i]}
		switch s := list[i].(type) {
		case *ast.ExprStmt:
			c.call, _ = s.X.(*ast.CallExpr)
		case *ast.GoStmt:
			c.call, c.keyword = s.Call, "go "
		}
		if c.call == nil {
			return
		}
		fun, ok := c.call.Fun.(*ast.SelectorExpr)
		if !ok {
			return
		}
		sel := p.Info.Selections[fun]
		if sel == nil || sel.Kind() != types.MethodVal || len(sel.Index()) > 1 || sel.Obj().Pkg() != p.Types {
			return
		}
		c.fun, c.method = fun, sel.Obj().(*types.Func)
		if sig := c.method.Signature(); types.IsInterface(sig.Recv().Type()) || sig.RecvTypeParams().Len() > 0 {
			return
		}
		out = append(out, c)
	})
	return out
}

// receiver returns the receiver of a call as a value of the type of the method's
// receiver.
func (p *Package) receiver(c methodCall) []part {
	_, wants := c.method.Signature().Recv().Type().(*types.Pointer)
	_, has := p.Info.TypeOf(c.fun.X).Underlying().(*types.Pointer)
	switch {
	case wants && !has:
		return []part{text("&"), piece(c.fun.X)}
	case !wants && has:
		return []part{text("*"), piece(c.fun.X)}
	}
	return []part{piece(c.fun.X)}
}

// rest returns the arguments of a call with the parentheses.
func rest(c *ast.CallExpr) part { return between(c.Lparen, c.End()) }

// methodValue gives each method that is called a local name first.
func methodValue(p *Package) (out []edit) {
	for _, c := range p.methodCalls() {
		out = append(out, edit{changes: []change{replace(c.stmt,
			text("{ method := "), piece(c.fun), text("; %smethod", c.keyword), rest(c.call), text(" }"))}})
	}
	return out
}

// methodExpression calls each method as a function of its receiver.
func methodExpression(p *Package) (out []edit) {
	for _, c := range p.methodCalls() {
		with := []part{text("%s(%s).%s(", c.keyword, p.typeName(c.method.Signature().Recv().Type()), c.method.Name())}
		with = append(with, p.receiver(c)...)
		if len(c.call.Args) > 0 {
			with = append(with, text(", "))
		}
		out = append(out, edit{changes: []change{replace(c.stmt, append(with, between(c.call.Lparen+1, c.call.End()))...)}})
	}
	return out
}

// throughInterface calls each method through an interface of its own.
func throughInterface(p *Package) (out []edit) {
	for _, c := range p.methodCalls() {
		name := p.fresh("iface", c.stmt)
		with := append([]part{text("%s%s(", c.keyword, name)}, p.receiver(c)...)
		sig := strings.TrimPrefix(p.typeName(types.NewSignatureType(nil, nil, nil, c.method.Signature().Params(), c.method.Signature().Results(), c.method.Signature().Variadic())), "func")
		out = append(out, edit{
			changes: []change{replace(c.stmt, append(with, text(").%s", c.method.Name()), rest(c.call))...)},
			decls:   [][]part{{text("type %s interface { %s%s }", name, c.method.Name(), sig)}},
		})
	}
	return out
}

// goHelper starts each goroutine through a function that runs its argument on one.
func goHelper(p *Package) (out []edit) {
	p.statements(func(list []ast.Stmt, i int) {
		s, ok := list[i].(*ast.GoStmt)
		if !ok {
			return
		}
		name := p.fresh("spawn", s)
		helper := []part{text("func %s(f func()) { go f() }", name)}
		if lit, ok := s.Call.Fun.(*ast.FuncLit); ok && len(s.Call.Args) == 0 && lit.Type.Results == nil {
			out = append(out, edit{[]change{replace(s, text("%s(", name), piece(lit), text(")"))}, [][]part{helper}})
			return
		}
		out = append(out, edit{[]change{replace(s, p.evaluatedFirst(s.Call, name)...)}, [][]part{helper}})
	})
	return out
}

// evaluatedFirst returns a call of the helper with a literal that makes a call, whose
// function and arguments are evaluated before.
func (p *Package) evaluatedFirst(call *ast.CallExpr, helper string) []part {
	with := []part{text("{ ")}
	fun := piece(call.Fun)
	if _, ok := call.Fun.(*ast.FuncLit); ok {
		with, fun = append(with, text("run := "), fun, text("; ")), text("run")
	}
	var names []string
	for i, arg := range call.Args {
		names = append(names, fmt.Sprintf("given%d", i))
		with = append(with, text("given%d := ", i), piece(arg), text("; "))
	}
	dots := ""
	if call.Ellipsis.IsValid() {
		dots = "..."
	}
	return append(with, text("%s(func() { ", helper), fun, text("(%s%s) }) }", strings.Join(names, ", "), dots))
}

// waitGroupGo replaces wg.Add(1) and a goroutine that ends with wg.Done by wg.Go.
func waitGroupGo(p *Package) (out []edit) {
	p.statements(func(list []ast.Stmt, i int) {
		if i == 0 {
			return
		}
		wg, ok := p.waitGroupCall(list[i-1], "Add")
		s, isGo := list[i].(*ast.GoStmt)
		if !ok || !isGo || len(s.Call.Args) > 0 {
			return
		}
		lit, ok := s.Call.Fun.(*ast.FuncLit)
		if !ok || len(lit.Body.List) == 0 {
			return
		}
		done, ok := lit.Body.List[0].(*ast.DeferStmt)
		if !ok {
			return
		}
		if x, ok := p.waitGroupCall(&ast.ExprStmt{X: done.Call}, "Done"); !ok || types.ExprString(x) != types.ExprString(wg) {
			return
		}
		out = append(out, edit{changes: []change{{list[i-1].Pos(), s.End(), []part{
			piece(wg), text(".Go(func() {"), between(done.End(), lit.End()), text(")")}}}})
	})
	return out
}

// waitGroupCall returns the WaitGroup of which a statement calls a method; of Add, only
// with the constant 1.
func (p *Package) waitGroupCall(s ast.Stmt, method string) (ast.Expr, bool) {
	x, ok := s.(*ast.ExprStmt)
	if !ok {
		return nil, false
	}
	call, ok := x.X.(*ast.CallExpr)
	if !ok {
		return nil, false
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || fun.Sel.Name != method || !strings.HasSuffix(types.TypeString(p.Info.TypeOf(fun.X), nil), "sync.WaitGroup") {
		return nil, false
	}
	return fun.X, method == "Done" || types.ExprString(call.Args[0]) == "1"
}
