package analyzer

import (
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

func TestChecks(t *testing.T) {
	for list, want := range map[string]string{
		"":                                   "write-write read-write range-write",
		"all":                                "write-write read-write range-write",
		"-read-write":                        "write-write range-write",
		"all,-read-write, -range-write":      "write-write",
		"read-write":                         "read-write",
		"+read-write,write-write":            "write-write read-write",
		"-all,range-write":                   "range-write",
		"-read-write,+read-write":            "write-write read-write range-write",
		"all,-write-write,-read-write,-all":  "",
		"lock-leak":                          "",
		"-write-write,all,-range-write,-all": "",
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
