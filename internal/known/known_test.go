package known

import (
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/casetest"
)

// TestRowsExist looks up every row of the tables that names a function of the
// standard library: a misspelt row would be silent for ever.
func TestRowsExist(t *testing.T) {
	names := slices.Sorted(maps.Keys(syncs))
	names = append(names, slices.Sorted(maps.Keys(spawners))...)
	names = append(names, slices.Sorted(maps.Keys(mapOps))...)
	names = append(names, slices.Sorted(maps.Keys(retains))...)
	names = append(names, slices.Sorted(maps.Keys(keeps))...)
	names = slices.DeleteFunc(names, func(name string) bool { return !IsStd(pkgPath(name)) })
	var paths []string
	for _, name := range names {
		paths = append(paths, pkgPath(name))
	}
	imp := casetest.Exports(slices.Compact(slices.Sorted(slices.Values(paths)))...)
	for _, name := range names {
		path := pkgPath(name)
		pkg, err := imp.Import(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !declares(pkg, name) {
			t.Errorf("%s does not exist", name)
		}
	}
}

// pkgPath returns the package of a full name such as "(*net/http.Header).Add".
func pkgPath(name string) string {
	name = strings.TrimLeft(name, "(*")
	slash := strings.LastIndexByte(name, '/') + 1
	dot := strings.IndexByte(name[slash:], '.')
	return name[:slash+dot]
}

// declares reports whether a package has a function or method with that full
// name.
func declares(pkg *types.Package, name string) bool {
	for _, n := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(n).(type) {
		case *types.Func:
			if obj.FullName() == name {
				return true
			}
		case *types.TypeName:
			named, ok := obj.Type().(*types.Named)
			if !ok {
				continue
			}
			for m := range named.Methods() {
				if m.FullName() == name {
					return true
				}
			}
			if iface, ok := named.Underlying().(*types.Interface); ok {
				for m := range iface.Methods() {
					if m.FullName() == name {
						return true
					}
				}
			}
		}
	}
	return strings.HasPrefix(name, "(*testing.common).") // not exported, but its methods are promoted
}

func TestLocker(t *testing.T) {
	method := func(recv *types.Named, name string) *types.Func {
		sig := types.NewSignatureType(types.NewVar(0, nil, "l", recv), nil, nil, nil, nil, false)
		fn := types.NewFunc(0, recv.Obj().Pkg(), name, sig)
		recv.AddMethod(fn)
		return fn
	}
	pkg := types.NewPackage("p", "p")
	newType := func(name string) *types.Named {
		return types.NewNamed(types.NewTypeName(0, pkg, name, nil), types.NewStruct(nil, nil), nil)
	}
	half := newType("Half")
	if e := Locker(method(half, "Lock")); e.Kind != None {
		t.Error("a type with Lock but no Unlock is taken for a lock")
	}
	full := newType("Full")
	lock := method(full, "Lock")
	method(full, "Unlock")
	if e := Locker(lock); e.Kind != Lock {
		t.Error("a type with Lock and Unlock is not taken for a lock")
	}
	if e := Locker(method(full, "Close")); e.Kind != None {
		t.Error("Close is taken for a method of a lock")
	}
}

// TestNames checks that functions and types have the names that package types gives
// them, which are those in the tables.
func TestNames(t *testing.T) {
	paths := []string{"sync", "sync/atomic", "net/http", "maps", "io"}
	imp := casetest.Exports(paths...)
	n := 0
	for _, path := range paths {
		pkg, err := imp.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		check := func(fn *types.Func) {
			n++
			if got, want := fullName(fn), fn.FullName(); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		for _, name := range pkg.Scope().Names() {
			obj := pkg.Scope().Lookup(name)
			if fn, ok := obj.(*types.Func); ok {
				check(fn)
			}
			named, ok := obj.Type().(*types.Named)
			if _, isType := obj.(*types.TypeName); !ok || !isType {
				continue
			}
			for m := range named.Methods() {
				check(m)
			}
			if i, ok := named.Underlying().(*types.Interface); ok {
				for m := range i.Methods() {
					check(m)
				}
			}
			for _, typ := range []types.Type{named, types.NewPointer(named)} {
				if got, want := typeString(typ), types.TypeString(typ, nil); got != want && named.TypeArgs().Len() == 0 && named.TypeParams().Len() == 0 {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d functions were looked at", n)
	}
}
