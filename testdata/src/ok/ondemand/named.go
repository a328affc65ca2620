package ondemand

import (
	"context"
	"errors"
)

type table map[string]int

func (t table) get(k string) (int, bool) { n, ok := t[k]; return n, ok }
func (t table) put(k string, n int)      { t[k] = n }

// Form is filled by the one who has it: what is stored is given, and nothing is answered.
type Form struct{ fields table }

func (f *Form) Set(ctx context.Context, name string, n int) error {
	if _, ok := f.fields.get(name); ok {
		return errors.New("set already")
	}
	f.fields.put(name, n)
	return nil
}
