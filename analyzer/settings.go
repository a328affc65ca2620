package analyzer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// Checks selects categories of findings, in the way of staticcheck: a list of
// category names, separated by commas and read from left to right. "id" or
// "+id" adds a category, "-id" takes one away, "all" stands for all of them. A
// list that begins by taking away begins with all; the empty list, the default,
// is all.
type Checks string

// String returns the list.
func (c Checks) String() string { return string(c) }

// Set replaces the list, if all its names are known.
func (c *Checks) Set(list string) error {
	for _, item := range items(list) {
		id := strings.TrimLeft(item, "+-")
		if id != "all" && !slices.Contains(ids(), id) {
			return fmt.Errorf("unknown check %q; known are all, %s", id, strings.Join(ids(), ", "))
		}
	}
	*c = Checks(list)
	return nil
}

// has reports whether a category is selected.
func (c Checks) has(category conflict.Category) bool {
	list := items(string(c))
	has := len(list) == 0 || strings.HasPrefix(list[0], "-")
	for _, item := range list {
		if id := strings.TrimLeft(item, "+-"); id == "all" || id == string(category) {
			has = !strings.HasPrefix(item, "-")
		}
	}
	return has
}

// items splits a list at its commas.
func items(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// ids returns the names of all categories.
func ids() []string {
	var out []string
	for _, c := range conflict.Categories() {
		out = append(out, string(c.ID))
	}
	return out
}

// Confidence is the least certainty of the findings that are reported: "proved"
// (the start of the goroutine and both accesses are seen), "likely" (a
// discipline of the code's own is broken in one place) or "possible" (a
// convention only). The zero Confidence is "likely".
type Confidence string

// String returns the word for the certainty.
func (c Confidence) String() string {
	if c == "" {
		return "likely"
	}
	return string(c)
}

// Set replaces the certainty by the one that a word stands for.
func (c *Confidence) Set(word string) error {
	if !slices.Contains(confidences(), word) {
		return fmt.Errorf("want one of %s", strings.Join(confidences(), ", "))
	}
	*c = Confidence(word)
	return nil
}

// confidences returns the words for the values of conflict.Confidence, by
// value.
func confidences() []string {
	return []string{conflict.Proved: "proved", conflict.Likely: "likely", conflict.Possible: "possible"}
}

// admits reports whether findings of some certainty are reported.
func (c Confidence) admits(found conflict.Confidence) bool {
	return int(found) <= slices.Index(confidences(), c.String())
}

// inverted is a flag whose field says the opposite, so that its default is the
// zero value.
type inverted bool

// String returns the value of the flag.
func (b *inverted) String() string { return strconv.FormatBool(b == nil || !bool(*b)) }

// Set sets the flag.
func (b *inverted) Set(s string) error {
	v, err := strconv.ParseBool(s)
	if err != nil {
		return fmt.Errorf("want true or false")
	}
	*b = inverted(!v)
	return nil
}

// IsBoolFlag says that the flag may stand without a value.
func (b *inverted) IsBoolFlag() bool { return true }
