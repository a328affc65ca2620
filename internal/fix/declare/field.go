package declare

import (
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// field declares a guard above a field of a struct type, if the package does not copy
// values of that type.
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
	plan := d.plan(uses, func(mutex string) text.Edit {
		return text.Insert(withDoc(field, field.Doc), name+" "+mutex+" // guards "+d.list()+"\n")
	}, func(u code.Use) (code.Lock, bool) {
		steps := 1
		if !code.IsMap(code.TypeOf(d.Info, u.Expr)) {
			steps = 0 // the object itself
		}
		base := d.Peel(u.Expr, steps)
		if base == nil {
			return code.Lock{}, false
		}
		return code.Lock{Expr: d.Text(base) + "." + name, Var: d.v, Base: base}, true
	})
	if plan != nil {
		d.NewFields[typ] = append(d.NewFields[typ], name)
	}
	return plan
}

// fieldName returns a name for the guard that no field or method of the type has, and no
// new guard of another plan; "" if it finds none.
func (d *declaration) fieldName(typ *types.TypeName) string {
	for _, name := range []string{"mu", d.v.Name() + "Mu"} {
		lower := text.LowerFirst(name)
		obj, _, _ := types.LookupFieldOrMethod(typ.Type(), true, d.Pkg, name)
		if obj == nil && !slices.Contains(d.NewFields[typ], lower) {
			return lower
		}
	}
	return ""
}
