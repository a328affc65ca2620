package finding

import (
	"reflect"
	"testing"
)

// TestSplitTrace takes the steps of two paths out of the related places.
func TestSplitTrace(t *testing.T) {
	d := Diagnostic{Related: []Related{
		{Posn: "a.go:1:1", Message: "conflicting write"},
		{Posn: "a.go:2:1", Message: StepMessage(1, 1, 1, "f reads m")},
		{Posn: "a.go:3:1", Message: StepMessage(2, 1, 2, "g calls h, path 1, step 1 of 1: x")},
		{Posn: "a.go:4:1", Message: StepMessage(2, 2, 2, "h writes to m")},
		{Posn: "a.go:5:1", Message: Also("write to n", "write-write")},
		{Posn: "a.go:6:1", Message: "path 3, step 1 of 1: f reads m"},
	}}
	d.SplitTrace()
	want := Diagnostic{
		Related: []Related{
			{Posn: "a.go:1:1", Message: "conflicting write"}, {Posn: "a.go:5:1", Message: Also("write to n", "write-write")},
			{Posn: "a.go:6:1", Message: "path 3, step 1 of 1: f reads m"},
		},
		Trace: []Path{
			{{Posn: "a.go:2:1", Message: "f reads m"}},
			{{Posn: "a.go:3:1", Message: "g calls h, path 1, step 1 of 1: x"}, {Posn: "a.go:4:1", Message: "h writes to m"}},
		},
	}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got %+v, want %+v", d, want)
	}
	if got := []string{d.PathTitle(0), d.PathTitle(1), (&Diagnostic{Trace: d.Trace[:1]}).PathTitle(0)}; !reflect.DeepEqual(got, []string{"first access", "second access", "both accesses"}) {
		t.Errorf("titles %q", got)
	}
}
