package page

import (
	"fmt"
	"strconv"
)

// trend returns how the report differs from the earlier one, nil if there is none.
func (v *view) trend() *trendView {
	c := v.compare()
	if c == nil {
		return nil
	}
	t := &trendView{comparison: *c, Added: len(c.New)}
	was, is := c.Totals, figures(v.Packages)
	const fewer, more, either = -1, 1, 0
	for _, row := range []struct {
		name    string
		was, is int
		better  int
	}{
		{"Findings", was.Findings, is.Findings, fewer},
		{"Proved, in percent", share(was), share(is), more},
		{"Accesses", was.Accesses, is.Accesses, either},
		{"Guarded", was.Guarded, is.Guarded, either},
		{"Ordered", was.Ordered, is.Ordered, either},
		{"Unproved", was.Unproved, is.Unproved, fewer},
		{"Shared maps", was.Maps, is.Maps, either},
		{"Packages", was.Packages, len(v.Packages), either},
	} {
		text := func(n int) string {
			if n < 0 {
				return "–"
			}
			return strconv.Itoa(n)
		}
		r := trendRow{Name: row.name, Before: text(row.was), Now: text(row.is)}
		if change := row.is - row.was; change != 0 && row.was >= 0 && row.is >= 0 {
			r.Change = fmt.Sprintf("%+d", change)
			switch {
			case change*row.better > 0:
				r.Class = "better"
			case change*row.better < 0:
				r.Class = "worse"
			}
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// share returns the share of accesses that are proved, -1 if there are no accesses.
func share(f jsonFigures) int {
	if f.Share == nil {
		return -1
	}
	return *f.Share
}
