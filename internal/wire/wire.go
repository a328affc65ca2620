// Package wire encodes values compactly: every string, struct and slice once,
// however often it occurs. The facts of a package hold the same few places and
// locks in each of thousands of accesses, and go vet reads the facts of all
// dependencies for every package.
//
// The encoding is a list of nodes, children first, the value last. A node is a
// string, or the scalars of a struct or slice with the numbers of its children
// (hash consing). It depends on the value alone. It starts with a fingerprint of
// the type, so that what an older version wrote is refused rather than misread.
package wire

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"reflect"
)

// Marshal encodes a struct. Of structs the exported fields count. It panics on
// types other than booleans, integers, strings, structs and slices of these, and
// pointers to structs that are not nil.
func Marshal(v any) []byte {
	rv := reflect.ValueOf(v)
	e := encoder{ids: map[string]uint64{}}
	e.node(rv)
	return append(binary.BigEndian.AppendUint32(nil, fingerprint(rv.Type())), e.out...)
}

// encoder writes nodes.
type encoder struct {
	out []byte
	ids map[string]uint64 // by kind and content
}

// node writes v unless it has been, and returns its number.
func (e *encoder) node(v reflect.Value) uint64 {
	var buf []byte
	switch v.Kind() {
	case reflect.String:
		buf = append(buf, v.String()...)
	case reflect.Slice:
		for i := range v.Len() {
			buf = e.value(buf, v.Index(i))
		}
	case reflect.Struct:
		for _, f := range fields(v.Type()) {
			buf = e.value(buf, v.Field(f))
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

// value appends a scalar, or the number of a node; zero stands for the empty one.
func (e *encoder) value(buf []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(buf, 1)
		}
		return append(buf, 0)
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

// fields lists the exported fields of a struct type.
func fields(t reflect.Type) []int {
	var out []int
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			out = append(out, i)
		}
	}
	return out
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
			for _, i := range fields(t) {
				h.Write([]byte(t.Field(i).Name))
				walk(t.Field(i).Type)
			}
			h.Write([]byte{0})
		}
	}
	walk(t)
	return h.Sum32()
}

// errCorrupt is the error of data that [Marshal] has not made of that type.
var errCorrupt = errors.New("wire: data of another version, or corrupt")

// Unmarshal decodes into the struct that v points to what [Marshal] has made of
// one of its type. Other data is an error and leaves v in part written.
func Unmarshal(data []byte, v any) error {
	rv := reflect.ValueOf(v).Elem()
	if len(data) < 4 || binary.BigEndian.Uint32(data) != fingerprint(rv.Type()) {
		return errCorrupt
	}
	var d decoder
	for data = data[4:]; len(data) > 0; {
		n, w := binary.Uvarint(data)
		if w <= 0 || n > uint64(len(data)-w) {
			return errCorrupt
		}
		d.nodes = append(d.nodes, data[w:w+int(n)])
		data = data[w+int(n):]
	}
	if len(d.nodes) == 0 {
		return errCorrupt
	}
	d.budget = maxValues
	return d.node(len(d.nodes)-1, rv)
}

// maxValues bounds how many values one encoding may stand for: corrupt data can
// refer to long nodes from long nodes.
const maxValues = 1 << 20

type decoder struct {
	nodes    [][]byte
	budget   int
	pointers map[pointer]reflect.Value
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
		v.SetString(string(buf))
		return nil
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
	for _, f := range fields(v.Type()) {
		rest, err := d.value(n, buf, v.Field(f))
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
		case v.Kind() == reflect.Bool:
			v.SetBool(x != 0)
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
