package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// takeHeld puts the accesses to a map under the lock, or the channel used as one, that
// other accesses to it hold already, although neither access of the finding may hold
// a lock. A second lock would protect nothing from those that hold the first.
func takeHeld(p *planner, f *conflict.Finding) (string, func() *Plan) {
	v := unguardedVar(p, f)
	if v == nil {
		return "", nil
	}
	held := lockedAccesses(p, f, v)
	if len(held) == 0 {
		return "", nil
	}
	return fmt.Sprintf("held %d", v.Pos()), func() *Plan {
		h, ok := mostHeld(p, held)
		if !ok {
			return nil
		}
		d := &declaration{planner: p, v: v, vars: []*types.Var{v}, file: p.file(v.Pos())}
		var uses []use
		if v.IsField() || v.Parent() == p.Pkg.Scope() {
			uses, ok = d.all()
		} else {
			uses, ok = d.conflicting(f)
		}
		if !ok {
			return nil
		}
		bare, ok := usesWithout(p, h, f, uses)
		if !ok || len(bare) == 0 {
			return nil
		}
		plan := newPlan("")
		if !coverAll(p, plan, bare, func(u use) (lock, bool) {
			l, ok := heldAt(p, h, u)
			plan.Message = "hold " + l.expr
			return l, ok && (l.channel != nil || !p.calledUnder(p.function(u.node), l.v))
		}) {
			return nil
		}
		return plan
	}
}

// lockedAccesses lists the accesses to the map in v, that of a finding, which hold a lock or
// a channel used as one.
func lockedAccesses(p *planner, f *conflict.Finding, v *types.Var) []*summary.Access {
	var out []*summary.Access
	add := func(a *summary.Access) {
		if len(exclusive(a)) > 0 && a.Pos.Text == "" && !p.inTest(a.Pos.At()) {
			out = append(out, a)
		}
	}
	for i := range f.Racing {
		add(&f.Racing[i].Access)
	}
	if v.IsField() || v.Parent() == p.Pkg.Scope() {
		for _, file := range p.Files {
			for _, u := range p.usesOf(v, file) {
				for _, a := range p.known(u) {
					if !a.Fresh {
						add(&a.Access)
					}
				}
			}
		}
	}
	return out
}

// exclusive lists what keeps others out of an access: locks, and channels used as
// one.
func exclusive(a *summary.Access) []state.Mark {
	var out []state.Mark
	for _, m := range a.Marks {
		if m.Place.Known() && (m.Mode == state.Semaphore || m.Mode <= state.Read && m.Must) {
			out = append(out, *m)
		}
	}
	return out
}

// held is a lock as one access holds it.
type held struct {
	mark state.Mark
	way  string // from the object of a lock to the map, as in [conflict.Guard]
	by   *summary.Access
}

// mostHeld returns the lock that most of some accesses hold, the first of several.
func mostHeld(p *planner, list []*summary.Access) (best held, ok bool) {
	most := 0
	for _, a := range list {
		for _, m := range exclusive(a) {
			n := 0
			for _, b := range list {
				if holdsLike(b, m) {
					n++
				}
			}
			if n > most {
				best, most = held{mark: m, by: a}, n
			}
		}
	}
	if best.by == nil || best.mark.Mode == state.Semaphore {
		return best, best.by != nil
	}
	m, way, ok := conflict.Guard(best.by)
	best.way = way
	return best, ok && m.Place == best.mark.Place
}

// holdsLike reports whether an access holds a lock like m: the same, or that of
// another object of the type.
func holdsLike(a *summary.Access, m state.Mark) bool {
	if m.Mode <= state.Read {
		return conflict.Holds(a, m)
	}
	for _, n := range a.Marks {
		if n.Mode == m.Mode && (n.Place == m.Place || n.Place.Owner != "" && n.Place.Owner == m.Place.Owner) {
			return true
		}
	}
	return false
}

// usesWithout returns those of some uses of a map that do not hold a lock; ok is false if
// one holds it on some ways only, or holds another lock, so that an order of the two
// would come into being.
func usesWithout(p *planner, h held, f *conflict.Finding, uses []use) (bare []use, ok bool) {
	for _, u := range uses {
		var at []*summary.Access
		for _, a := range p.known(u) {
			at = append(at, &a.Access)
		}
		for i := range f.Racing {
			if r, ok := p.useAt(&f.Racing[i].Access); ok && r.node == u.node {
				at = append(at, &f.Racing[i].Access)
			}
		}
		holds, others := 0, 0
		for _, a := range at {
			switch {
			case holdsLike(a, h.mark):
				holds++
			case len(exclusive(a)) > 0:
				others++
			}
		}
		switch {
		case others > 0 || holds > 0 && holds < len(at):
			return nil, false
		case holds == 0:
			bare = append(bare, u)
		}
	}
	return bare, true
}

// heldAt returns how the code at a use calls a lock.
func heldAt(p *planner, h held, u use) (lock, bool) {
	if h.mark.Mode != state.Semaphore {
		return p.lockAt(u.expr, h.mark, h.way)
	}
	return channelAt(p, h, u)
}

// channelAt returns how the code at a use takes a channel that is used as a lock, as
// the access that holds it does.
func channelAt(p *planner, h held, u use) (lock, bool) {
	by, ok := p.useAt(h.by)
	if !ok {
		return lock{}, false
	}
	var l lock
	pl := h.mark.Place
	name := pl.Name[strings.LastIndexByte(pl.Name, '.')+1:]
	switch {
	case pl.Path != "":
		base := p.peel(u.expr, 1)
		if base == nil || p.ownCopy(base) || !h.by.Place.HasPrefix(pl.Parent()) || h.by.Place.Len() != pl.Len() {
			return lock{}, false // of another object than the map
		}
		name = pl.Path[strings.LastIndexByte(pl.Path, '.')+1:]
		obj, _, _ := types.LookupFieldOrMethod(typeOf(p.Info, base), true, p.Pkg, name)
		l = lock{expr: p.src(base) + "." + name, v: origin(asVar(obj)), base: base}
	case pl.Kind == place.Global:
		l = lock{expr: name, v: asVar(p.Pkg.Scope().Lookup(name))}
	default:
		if v := localChannel(p, by); v != nil && p.constant(v) {
			l = lock{expr: v.Name(), v: v}
		}
	}
	if l.v == nil || l.base == nil && p.lookup(l.expr, u.node.Pos()) != types.Object(l.v) {
		return lock{}, false
	}
	l.channel = channelLockOf(p, l, by)
	return l, l.channel != nil
}

// localChannel returns the local variable whose channel a function uses, last of all
// before an access; nil if there is none.
func localChannel(p *planner, before use) (last *types.Var) {
	fn := p.function(before.node)
	if fn == nil {
		return nil
	}
	ast.Inspect(body(fn), func(n ast.Node) bool {
		var ch ast.Expr
		switch n := n.(type) {
		case *ast.SendStmt:
			ch = n.Chan
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				ch = n.X
			}
		case *ast.FuncLit, *ast.DeferStmt:
			return false
		}
		if id, ok := ch.(*ast.Ident); ok && id.Pos() < before.pos() {
			last = asVar(p.Info.Uses[id])
		}
		return true
	})
	return last
}

// A channelLock takes and releases a channel of one element as a lock.
type channelLock struct{ take, drop string }

// channelLockOf returns how a function takes and releases the channel of l around a use,
// nil if it does so in a way that cannot be repeated elsewhere.
func channelLockOf(p *planner, l lock, around use) *channelLock {
	fn := p.function(around.node)
	if fn == nil {
		return nil
	}
	var before, after string
	ast.Inspect(body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			if lit, ok := n.Call.Fun.(*ast.FuncLit); ok && n.Pos() < around.pos() && len(lit.Body.List) == 1 {
				after = channelOp(p, l, lit.Body.List[0])
			}
			return false
		case *ast.FuncLit:
			return false
		case ast.Stmt:
			if text := channelOp(p, l, n); text != "" && n.Pos() < around.pos() {
				before = text
			} else if after == "" {
				after = text
			}
		}
		return true
	})
	if before == "" || after == "" || strings.HasPrefix(before, "<-") == strings.HasPrefix(after, "<-") {
		return nil
	}
	return &channelLock{before, after}
}

// channelOp returns the text of a statement that sends to the channel of l or receives
// from it, "" for others.
func channelOp(p *planner, l lock, s ast.Stmt) string {
	switch s := s.(type) {
	case *ast.SendStmt:
		if p.varOf(s.Chan) == l.v && plainValue(s.Value) {
			return l.expr + " <- " + p.src(s.Value)
		}
	case *ast.ExprStmt:
		if x, ok := ast.Unparen(s.X).(*ast.UnaryExpr); ok && x.Op == token.ARROW && p.varOf(x.X) == l.v {
			return "<-" + l.expr
		}
	}
	return ""
}

// plainValue reports whether a value means the same anywhere: struct{}{}, true, 1.
func plainValue(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return e.Name == "true" || e.Name == "false" || e.Name == "nil"
	case *ast.CompositeLit:
		_, st := e.Type.(*ast.StructType)
		return st && len(e.Elts) == 0
	}
	return false
}
