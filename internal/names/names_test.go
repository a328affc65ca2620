package names

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"":               "",
		"open":           "open",
		"OpenFile":       "open file",
		"Opened":         "opened",
		"HTTPServer":     "http server",
		"serveHTTP":      "serve http",
		"HTTPServer2":    "http server 2",
		"close_all":      "close all",
		"Close$1":        "close 1",
		"getX":           "get x",
		"ÖffneTür":       "öffne tür",
		"resetForTest":   "reset for test",
		"IDs":            "i ds",
		"UnmarshalJSON":  "unmarshal json",
		"__init__":       "init",
		"deepCopyInto10": "deep copy into 10",
	} {
		if got := strings.Join(Words(name), " "); got != want {
			t.Errorf("Words(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestBeginsAndEnds(t *testing.T) {
	begin := []string{"open", "copy from", "init"}
	for _, name := range []string{"Open", "openFile", "CopyFrom", "copyFromDisk", "init", "init_all", "Init$1"} {
		if !Begins(name, begin...) {
			t.Errorf("%s does not begin with any of %v", name, begin)
		}
	}
	for _, name := range []string{"Opened", "OpenedFile", "Copy", "CopyFromage", "InitialCount", "reopen", ""} {
		if Begins(name, begin...) {
			t.Errorf("%s begins with one of %v", name, begin)
		}
	}
	end := []string{"locked", "with lock"}
	got := slices.DeleteFunc([]string{"addLocked", "IsBlocked", "addWithLock", "locked", "WithLocks"}, func(s string) bool { return !Ends(s, end...) })
	if want := []string{"addLocked", "addWithLock", "locked"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
