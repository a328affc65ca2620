package analyzer

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// Checks selects categories of findings, as the flag of the same name does in staticcheck.
// It is a list of category names, separated by commas and read from left to right: "id" or
// "+id" adds a category, "-id" removes one, and "all" means all of them. A list whose first
// item removes a category starts from all. The zero Checks, the default, means all.
type Checks string

// String returns the list.
func (c Checks) String() string { return string(c) }

// Set replaces the list. It returns an error if a name is unknown, or if the list selects no
// category.
func (c *Checks) Set(list string) error {
	for _, item := range items(list) {
		id := strings.TrimLeft(item, "+-")
		if id != "all" && !slices.Contains(ids(), id) {
			return fmt.Errorf("unknown check %q; known are all, %s", id, strings.Join(ids(), ", "))
		}
	}
	if len(items(list)) == 0 {
		return errors.New("the list is empty; to report all categories, leave it out or say all")
	}
	if !slices.ContainsFunc(conflict.Categories(), func(info conflict.Info) bool { return Checks(list).Has(string(info.ID)) }) {
		return errors.New("the list selects no category")
	}
	*c = Checks(list)
	return nil
}

// Has reports whether the list selects a category.
func (c Checks) Has(category string) bool {
	list := items(string(c))
	has := len(list) == 0 || strings.HasPrefix(list[0], "-")
	for _, item := range list {
		if id := strings.TrimLeft(item, "+-"); id == "all" || id == category {
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

// Confidence is the lowest confidence of the findings to report: "proved" (the analyzer
// sees the start of the goroutine and both accesses), "likely" (the code breaks in one
// place a rule that it follows elsewhere) or "possible" (only a convention is the
// evidence). The zero Confidence is "likely".
type Confidence string

// String returns the word for the confidence.
func (c Confidence) String() string {
	if c == "" {
		return "likely"
	}
	return string(c)
}

// Set replaces the confidence. It returns an error if the word is unknown.
func (c *Confidence) Set(word string) error {
	if !slices.Contains(confidences(), word) {
		return fmt.Errorf("want one of %s", strings.Join(confidences(), ", "))
	}
	*c = Confidence(word)
	return nil
}

// confidences returns the words for the values of conflict.Confidence, indexed by value.
func confidences() []string {
	return []string{conflict.Proved: "proved", conflict.Likely: "likely", conflict.Possible: "possible"}
}

// admits reports whether findings of some confidence are reported.
func (c Confidence) admits(found conflict.Confidence) bool {
	return int(found) <= slices.Index(confidences(), c.String())
}

// An inverted is a flag for a field with the opposite meaning: the flag's default, true, is
// the zero value of the field.
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

// IsBoolFlag reports that the flag needs no value.
func (b *inverted) IsBoolFlag() bool { return true }
