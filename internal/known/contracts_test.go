package known

import (
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/casetest"
)

// TestContractsExist looks up what the tables of contracts name in the standard
// library: types of parameters, types of functions, fields of functions.
func TestContractsExist(t *testing.T) {
	typeNames := slices.Sorted(maps.Keys(funcTypes))
	for _, c := range slices.Concat(append(slices.Collect(maps.Values(methods)), signatures)...) {
		typeNames = append(typeNames, c.params...)
	}
	imp := casetest.Exports("crypto/tls", "log/slog", "net/http/httputil", "expvar", "sync")
	find := func(name string) types.Object {
		pkg, err := imp.Import(pkgPath(name))
		if err != nil {
			t.Fatal(err)
		}
		return pkg.Scope().Lookup(strings.TrimPrefix(name, pkg.Path()+"."))
	}
	for _, name := range typeNames {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "*"), "chan ")
		if IsStd(pkgPath(name)) && find(name) == nil {
			t.Errorf("%s does not exist", name)
		}
	}
	for field := range funcFields {
		if !IsStd(pkgPath(field)) {
			continue
		}
		dot := strings.LastIndexByte(field, '.')
		owner := find(field[:dot])
		if owner == nil {
			t.Errorf("%s does not exist", field)
			continue
		}
		f, _, _ := types.LookupFieldOrMethod(owner.Type(), true, owner.Pkg(), field[dot+1:])
		if _, ok := f.(*types.Var); !ok {
			t.Errorf("%s does not exist", field)
		}
	}
}

// TestMethodContracts checks that the interfaces whose implementations run many times
// at once have the methods that the table names.
func TestMethodContracts(t *testing.T) {
	imp := casetest.Exports("log/slog", "net/http")
	for _, name := range []string{
		"net/http.Handler.ServeHTTP", "net/http.RoundTripper.RoundTrip", "net/http.CookieJar.SetCookies", "net/http.CookieJar.Cookies",
		"log/slog.Handler.Handle", "log/slog.Handler.Enabled",
	} {
		pkg, err := imp.Import(pkgPath(name))
		if err != nil {
			t.Fatal(err)
		}
		iface, method, _ := strings.Cut(strings.TrimPrefix(name, pkg.Path()+"."), ".")
		m, _, _ := types.LookupFieldOrMethod(pkg.Scope().Lookup(iface).Type(), false, pkg, method)
		if fn, ok := m.(*types.Func); !ok || MethodContract(fn) == "" {
			t.Errorf("%s has no contract", name)
		}
	}
}
