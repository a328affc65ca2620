package testcaller

import "testing"

func TestTrack(t *testing.T) {
	s := Session{}
	if s.track("a", 1) != 0 {
		t.Fatal("was there before")
	}
}
