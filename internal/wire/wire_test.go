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

func TestRoundTrip(t *testing.T) {
	want := square
	want.hidden = 0
	for _, v := range []shape{{}, want} {
		var got shape
		if err := Unmarshal(Marshal(v), &got); err != nil || !reflect.DeepEqual(got, v) {
			t.Errorf("got %+v, %v, want %+v", got, err, v)
		}
	}
	if !bytes.Equal(Marshal(square), Marshal(want)) {
		t.Error("a field that is not exported changes the encoding")
	}
}

func TestEqualPartsAreWrittenOnce(t *testing.T) {
	long := shape{}
	for range 1000 {
		long.Points = append(long.Points, point{Name: strings.Repeat("n", 100)})
	}
	if n := len(Marshal(long)); n > 1200 {
		t.Errorf("1000 equal points take %d bytes", n)
	}
}

func TestOtherTypesAreRefused(t *testing.T) {
	if err := Unmarshal(Marshal(square), new(other)); err == nil {
		t.Error("data of another type was read")
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add(Marshal(square))
	f.Add(Marshal(shape{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got shape
		if Unmarshal(data, &got) == nil {
			var again shape
			if err := Unmarshal(Marshal(got), &again); err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("got %+v, %v, want %+v", again, err, got)
			}
		}
	})
}
