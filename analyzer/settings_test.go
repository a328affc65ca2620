package analyzer

import (
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

func TestChecks(t *testing.T) {
	for list, want := range map[string]string{
		"all":                           "write-write read-write range-write",
		"-read-write":                   "write-write range-write",
		"all,-read-write, -range-write": "write-write",
		"read-write":                    "read-write",
		"+read-write,write-write":       "write-write read-write",
		"-all,range-write":              "range-write",
		"-read-write,+read-write":       "write-write read-write range-write",
		"all,-all,read-write":           "read-write",
		"lock-leak":                     "",
	} {
		var c Checks
		if err := c.Set(list); err != nil {
			t.Errorf("%q: %v", list, err)
		}
		var got []string
		for _, id := range []conflict.Category{conflict.WriteWrite, conflict.ReadWrite, conflict.RangeWrite} {
			if c.Has(string(id)) {
				got = append(got, string(id))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: selects %q, want %q", list, got, want)
		}
	}
}

func TestUnknownSettings(t *testing.T) {
	for list, word := range map[string]string{"read-wirte": `"read-wirte"`, "all,-none": `"none"`, "-": `""`} {
		c := Checks("all")
		err := c.Set(list)
		if err == nil || !strings.Contains(err.Error(), word) || !strings.Contains(err.Error(), "read-write, range-write") {
			t.Errorf("%q: error %v", list, err)
		}
		if c != "all" {
			t.Errorf("%q: list is now %q", list, c)
		}
	}
	var c Confidence
	if err := c.Set("sure"); err == nil || !strings.Contains(err.Error(), "proved, likely, possible") {
		t.Errorf("confidence sure: error %v", err)
	}
}

func TestEmptySelections(t *testing.T) {
	for list, want := range map[string]string{
		"": "the list is empty", " , ": "the list is empty", "-all": "selects no category", "all,-all": "selects no category",
		"-write-write,all,-range-write,-all": "selects no category",
	} {
		c := Checks("lock-leak")
		if err := c.Set(list); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", list, err, want)
		}
		if c != "lock-leak" {
			t.Errorf("%q: list is now %q", list, c)
		}
	}
	if zero := Checks(""); !zero.Has(string(conflict.LockLeak)) {
		t.Error("the zero Checks selects no category")
	}
}

func TestConfidence(t *testing.T) {
	for c, want := range map[Confidence][3]bool{
		"":         {true, true, false},
		"proved":   {true, false, false},
		"likely":   {true, true, false},
		"possible": {true, true, true},
	} {
		got := [3]bool{c.admits(conflict.Proved), c.admits(conflict.Likely), c.admits(conflict.Possible)}
		if got != want {
			t.Errorf("%q admits %v, want %v", c, got, want)
		}
	}
}
