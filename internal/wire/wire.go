// Package wire encodes values compactly: every string, struct and slice once,
// however often it occurs. The facts of a package hold the same few places and
// locks in each of thousands of accesses, and go vet reads the facts of all
// dependencies for every package.
//
// The encoding is a list of nodes, children first, and a table of the values. A node
// is a string, whose head may be another (headLen), or the scalars of a struct or
// slice with the numbers of its children (hash consing). It depends on the values
// alone. It starts with a fingerprint of their type, so that what an older version
// wrote is refused rather than misread.
package wire

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Marshal encodes structs, each under a name of its own. Of structs the exported
// fields count. It panics on types other than integers, strings, structs, of these
// and booleans, slices, and pointers to structs that are not nil.
func Marshal[T any](names []string, values []*T) []byte {
	e := encoder{ids: map[string]uint64{}, layouts: layouts{}}
	var table []byte
	for i, v := range values {
		table = binary.AppendUvarint(table, e.node(reflect.ValueOf(names[i])))
		table = binary.AppendUvarint(table, e.node(reflect.ValueOf(v).Elem()))
	}
	out := binary.BigEndian.AppendUint32(nil, fingerprint(reflect.TypeFor[T]()))
	return append(binary.AppendUvarint(append(out, e.out...), uint64(len(table))), table...)
}

// encoder writes nodes.
type encoder struct {
	out []byte
	ids map[string]uint64 // by kind and content
	layouts
}

// node writes v unless it has been, and returns its number.
func (e *encoder) node(v reflect.Value) uint64 {
	var buf []byte
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if head := s[:headLen(s)]; head != "" {
			buf, s = binary.AppendUvarint(buf, e.node(reflect.ValueOf(head))+1), s[len(head):]
		} else {
			buf = append(buf, 0)
		}
		buf = append(buf, s...)
	case reflect.Slice:
		for i := range v.Len() {
			buf = e.value(buf, v.Index(i))
		}
	case reflect.Struct:
		l := e.layouts.of(v.Type())
		if len(l.bools) > 0 {
			set := uint64(0)
			for i, f := range l.bools {
				if v.FieldByIndex(f).Bool() {
					set |= 1 << i
				}
			}
			buf = binary.AppendUvarint(buf, set)
		}
		for _, f := range l.rest {
			buf = e.value(buf, v.FieldByIndex(f))
		}
	}
	key := string(byte(v.Kind())) + string(buf)
	id, ok := e.ids[key]
	if !ok {
		id = uint64(len(e.ids))
		e.ids[key] = id
		e.out = append(binary.AppendUvarint(e.out, uint64(len(buf))), buf...)
	}
	return id
}

// headLen returns the length of what a string begins with that others begin with
// too, 0 if there is nothing: the path of a package in the name of a field or type,
// the file in a position.
func headLen(s string) int {
	slash := strings.LastIndexByte(s, '/') + 1
	if dot := strings.IndexByte(s[slash:], '.'); slash > 0 && dot >= 0 {
		return slash + dot
	}
	if colon := strings.IndexByte(s, ':') + 1; colon < len(s) {
		return colon
	}
	return 0
}

// value appends a scalar, or the number of a node; zero stands for the empty one.
func (e *encoder) value(buf []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(buf, v.Int())
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(buf, v.Uint())
	case reflect.String, reflect.Slice, reflect.Struct:
		if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
			return append(buf, 0)
		}
		return binary.AppendUvarint(buf, e.node(v)+1)
	case reflect.Pointer:
		return binary.AppendUvarint(buf, e.node(v.Elem())+1)
	}
	panic("wire: cannot encode " + v.Type().String())
}

// layout has the index paths of the fields of a struct type.
type layout struct{ rest, bools [][]int }

// layouts are those of the types that were met.
type layouts map[reflect.Type]layout

func (ls layouts) of(t reflect.Type) layout {
	l, ok := ls[t]
	if !ok {
		l = fields(t)
		ls[t] = l
	}
	return l
}

// fields lists the fields of a struct type that are encoded, by their index paths: those
// that are exported and have no tag `wire:"-"`. Those of an embedded struct count as the
// type's own. Its booleans, at most 64, go together into one number.
func fields(t reflect.Type) layout {
	var out layout
	for _, f := range reflect.VisibleFields(t) {
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
		case !f.IsExported() || f.Tag.Get("wire") == "-" || viaPointer(t, f.Index):
		case f.Type.Kind() == reflect.Bool:
			out.bools = append(out.bools, f.Index)
		default:
			out.rest = append(out.rest, f.Index)
		}
	}
	return out
}

// viaPointer reports whether the way to a promoted field leads through an embedded
// pointer, which is encoded as a whole.
func viaPointer(t reflect.Type, index []int) bool {
	for i := 1; i < len(index); i++ {
		if t.FieldByIndex(index[:i]).Type.Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}

// fingerprint tells types apart by the names and kinds of all their fields.
func fingerprint(t reflect.Type) uint32 {
	h := fnv.New32a()
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		h.Write([]byte{byte(t.Kind())})
		switch t.Kind() {
		case reflect.Slice, reflect.Pointer:
			walk(t.Elem())
		case reflect.Struct:
			l := fields(t)
			for _, i := range slices.Concat(l.rest, l.bools) {
				h.Write([]byte(t.FieldByIndex(i).Name))
				walk(t.FieldByIndex(i).Type)
			}
			h.Write([]byte{0})
		}
	}
	walk(t)
	return h.Sum32()
}

// errCorrupt is the error of data that [Marshal] has not made of that type.
var errCorrupt = errors.New("wire: data of another version, or corrupt")

// Map is what [Marshal] has encoded. A value is decoded when it is asked for.
type Map[T any] struct {
	nodes [][]byte
	at    map[string]int // the nodes of the values
	layouts
}

// Open reads the table of values of type T. Data that [Marshal] has not made of
// that type is an error.
func Open[T any](data []byte) (*Map[T], error) {
	if len(data) < 4 || binary.BigEndian.Uint32(data) != fingerprint(reflect.TypeFor[T]()) {
		return nil, errCorrupt
	}
	m := &Map[T]{at: map[string]int{}, layouts: layouts{}}
	for data = data[4:]; len(data) > 0; {
		n, w := binary.Uvarint(data)
		if w <= 0 || n > uint64(len(data)-w) {
			return nil, errCorrupt
		}
		m.nodes = append(m.nodes, data[w:w+int(n)])
		data = data[w+int(n):]
	}
	if len(m.nodes) == 0 {
		return nil, errCorrupt
	}
	last := len(m.nodes) - 1
	table := m.nodes[last]
	m.nodes = m.nodes[:last]
	for len(table) > 0 {
		name, w := binary.Uvarint(table)
		value, v := binary.Uvarint(table[max(w, 0):])
		if w <= 0 || v <= 0 || name >= uint64(last) || value >= uint64(last) {
			return nil, errCorrupt
		}
		d := decoder{nodes: m.nodes, budget: maxValues, layouts: m.layouts}
		text, err := d.text(int(name))
		if err != nil {
			return nil, err
		}
		m.at[text] = int(value)
		table = table[w+v:]
	}
	return m, nil
}

// Get decodes the value of that name. It returns nil if there is none, or if the
// data are not what they seemed.
func (m *Map[T]) Get(name string) *T {
	n, ok := m.at[name]
	if !ok {
		return nil
	}
	d := decoder{nodes: m.nodes, budget: maxValues, layouts: m.layouts}
	v := new(T)
	if d.node(n, reflect.ValueOf(v).Elem()) != nil {
		return nil
	}
	return v
}

// Names lists the names of the values, sorted.
func (m *Map[T]) Names() []string { return slices.Sorted(maps.Keys(m.at)) }

// maxValues bounds how many values one encoding may stand for: corrupt data can
// refer to long nodes from long nodes.
const maxValues = 1 << 20

type decoder struct {
	nodes    [][]byte
	budget   int
	pointers map[pointer]reflect.Value
	layouts
}

// pointer is what makes pointers equal: they lead to one node, of one type.
type pointer struct {
	node int
	to   reflect.Type
}

// pointer decodes a pointer to node n, the same for all who have one.
func (d *decoder) pointer(n int, v reflect.Value) error {
	key := pointer{n, v.Type().Elem()}
	if p, ok := d.pointers[key]; ok {
		v.Set(p)
		return nil
	}
	v.Set(reflect.New(key.to))
	if d.pointers == nil {
		d.pointers = map[pointer]reflect.Value{}
	}
	d.pointers[key] = reflect.ValueOf(v.Interface())
	return d.node(n, v.Elem())
}

// node decodes node n, whose children come before it.
func (d *decoder) node(n int, v reflect.Value) error {
	buf := d.nodes[n]
	switch v.Kind() {
	case reflect.String:
		s, err := d.text(n)
		v.SetString(s)
		return err
	case reflect.Slice:
		for len(buf) > 0 {
			elem := reflect.New(v.Type().Elem()).Elem()
			rest, err := d.value(n, buf, elem)
			if err != nil {
				return err
			}
			v.Set(reflect.Append(v, elem))
			buf = rest
		}
		return nil
	}
	l := d.layouts.of(v.Type())
	if len(l.bools) > 0 {
		set, w := binary.Uvarint(buf)
		if w <= 0 || set>>len(l.bools) != 0 {
			return errCorrupt
		}
		for i, f := range l.bools {
			v.FieldByIndex(f).SetBool(set>>i&1 == 1)
		}
		buf = buf[w:]
	}
	for _, f := range l.rest {
		rest, err := d.value(n, buf, v.FieldByIndex(f))
		if err != nil {
			return err
		}
		buf = rest
	}
	if len(buf) > 0 {
		return errCorrupt
	}
	return nil
}

// text decodes node n as a string.
func (d *decoder) text(n int) (string, error) {
	buf := d.nodes[n]
	head, w := binary.Uvarint(buf)
	if d.budget--; w <= 0 || head > uint64(n) || d.budget < 0 {
		return "", errCorrupt
	}
	if head == 0 {
		return string(buf[w:]), nil
	}
	s, err := d.text(int(head - 1))
	if headLen(s) > 0 { // none of those that are written
		return "", errCorrupt
	}
	return s + string(buf[w:]), err
}

// value decodes one value of node n from buf and returns the rest.
func (d *decoder) value(n int, buf []byte, v reflect.Value) ([]byte, error) {
	if d.budget--; d.budget < 0 {
		return nil, errCorrupt
	}
	var w int
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		var x int64
		x, w = binary.Varint(buf)
		v.SetInt(x)
	default:
		var x uint64
		x, w = binary.Uvarint(buf)
		switch {
		case w <= 0:
		case v.CanUint():
			v.SetUint(x)
		case x > uint64(n), x == 0 && v.Kind() == reflect.Pointer: // children come first
			return nil, errCorrupt
		case x == 0:
		case v.Kind() == reflect.Pointer:
			if err := d.pointer(int(x-1), v); err != nil {
				return nil, err
			}
		default:
			if err := d.node(int(x-1), v); err != nil {
				return nil, err
			}
		}
	}
	if w <= 0 {
		return nil, errCorrupt
	}
	return buf[w:], nil
}
