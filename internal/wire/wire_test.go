package wire

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

type mode uint8

type point struct {
	Name string
	X, Y int
}

type shape struct {
	Points []point
	Names  []string
	Mode   mode
	Open   bool
	At     point
	Ends   []*point
	hidden int
}

type other struct{ Points []point }

var square = shape{
	Points: []point{{"a", 1, -2}, {"b", 3, 4}, {"a", 1, -2}, {}},
	Names:  []string{"x", "", "x"},
	Mode:   3, Open: true, At: point{Name: "a", X: 1, Y: -2}, hidden: 7,
	Ends: []*point{{"a", 1, -2}, {}},
}

// encode and decode are for one value.
func encode(v shape) []byte { return Marshal([]string{"it"}, []*shape{&v}) }

func decode[T any](data []byte) *T {
	m, err := Open[T](data)
	if err != nil {
		return nil
	}
	return m.Get("it")
}

func TestRoundTrip(t *testing.T) {
	want := square
	want.hidden = 0
	for _, v := range []shape{{}, want} {
		if got := decode[shape](encode(v)); !reflect.DeepEqual(got, &v) {
			t.Errorf("got %+v, want %+v", got, v)
		}
	}
	if !bytes.Equal(encode(square), encode(want)) {
		t.Error("a field that is not exported changes the encoding")
	}
}

// TestText: whatever the source writes can be encoded.
func TestText(t *testing.T) {
	for _, text := range []string{"a.go:1:2", "/a/b.go:1", "example.org/a.T.f", `get("http://example.org/x").m`, "a:b/c.d", ":", "/", "/.", ":/."} {
		v := shape{Names: []string{text}}
		if got := decode[shape](encode(v)); !reflect.DeepEqual(got, &v) {
			t.Errorf("%q: got %+v", text, got)
		}
	}
}

func TestEqualPartsAreWrittenOnce(t *testing.T) {
	long := shape{}
	for range 1000 {
		long.Points = append(long.Points, point{Name: strings.Repeat("n", 100)})
	}
	if n := len(encode(long)); n > 1200 {
		t.Errorf("1000 equal points take %d bytes", n)
	}
}

func TestOtherTypesAreRefused(t *testing.T) {
	if _, err := Open[other](encode(square)); err == nil {
		t.Error("data of another type was read")
	}
}

func TestEachHasItsName(t *testing.T) {
	m, err := Open[point](Marshal([]string{"b", "a", "c"}, []*point{{"b", 1, 2}, {}, {"b", 1, 2}}))
	if err != nil || strings.Join(m.Names(), "") != "abc" {
		t.Fatal(m, err)
	}
	if b, c := m.Get("b"), m.Get("c"); *b != (point{"b", 1, 2}) || *b != *c || *m.Get("a") != (point{}) || m.Get("d") != nil {
		t.Errorf("got %v, %v, %v and %v", m.Get("a"), b, c, m.Get("d"))
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add(encode(square))
	f.Add(encode(shape{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got := decode[shape](data); got != nil {
			if again := decode[shape](encode(*got)); !reflect.DeepEqual(again, got) {
				t.Errorf("got %+v, want %+v", again, got)
			}
		}
	})
}

func TestHeadsAreWrittenOnce(t *testing.T) {
	const path = "example.com/a/long/path/of/a/package.v2"
	names := []string{path + ".T.f", path + ".T.g", path, "v.w", "/", "./.", "", "f.go:1", "f.go:", ":"}
	if got := decode[shape](encode(shape{Names: names})); !reflect.DeepEqual(got.Names, names) {
		t.Errorf("got %q, want %q", got.Names, names)
	}
	one, two := encode(shape{Names: names[:1]}), encode(shape{Names: names[:2]})
	if len(two)-len(one) > 20 {
		t.Errorf("one name more takes %d bytes", len(two)-len(one))
	}
}
