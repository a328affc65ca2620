package declare

import (
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// field declares a guard above a field of a struct type that is never copied.
func (d *declaration) field() *repair.Plan {
	uses, ok := d.all()
	if !ok {
		return nil
	}
	field, _ := d.FieldDecl(d.v)
	if field == nil || len(field.Names) != 1 {
		return nil
	}
	typ := d.StructOf(d.v)
	if typ == nil || d.IsCopied(typ) {
		return nil
	}
	name := d.fieldName(typ)
	if name == "" {
		return nil
	}
	plan := d.plan(uses, func(mutex string) (text.Edit, bool) {
		at := field.Pos()
		if field.Doc != nil {
			at = field.Doc.Pos()
		}
		return text.Insert(at, name+" "+mutex+" // guards "+d.list()+"\n"), true
	}, func(u code.Use, shared bool) (code.Lock, bool) {
		steps := 1
		if !code.IsMap(code.TypeOf(d.Info, u.Expr)) {
			steps = 0 // the object itself
		}
		base := d.Peel(u.Expr, steps)
		if base == nil {
			return code.Lock{}, false
		}
		return code.Lock{Expr: d.Text(base) + "." + name, Var: d.v, Shared: shared, Base: base}, true
	})
	if plan != nil {
		d.NewFields[typ] = append(d.NewFields[typ], name)
	}
	return plan
}

// fieldName returns a name for the guard that no field or method of the type
// has, nor the guard of another map in it.
func (d *declaration) fieldName(typ *types.TypeName) string {
	for _, name := range []string{"mu", d.v.Name() + "Mu"} {
		if obj, _, _ := types.LookupFieldOrMethod(typ.Type(), true, d.Pkg, name); obj == nil && !slices.Contains(d.NewFields[typ], text.LowerFirst(name)) {
			return text.LowerFirst(name)
		}
	}
	return ""
}
