package synctest

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestWait reads what the goroutine has written before it slept or ended.
func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := map[string]int{}
		go func() {
			m["a"] = 1
			time.Sleep(time.Second)
			m["b"] = 2
		}()
		synctest.Wait()
		if m["a"] != 1 {
			t.Error(m)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if m["b"] != 2 {
			t.Error(m)
		}
	})
}

// TestNoWait writes before it waits.
func TestNoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := map[string]int{}
		go func() { m["a"] = 1 }() // want `write to m conflicts with the write`
		m["b"] = 2
		synctest.Wait()
	})
}

// TestBubble reads when all goroutines of the bubble have ended.
func TestBubble(t *testing.T) {
	m := map[string]int{}
	synctest.Test(t, func(t *testing.T) {
		go func() { m["a"] = 1 }()
	})
	if m["a"] != 1 {
		t.Error(m)
	}
}

// TestTwo starts two goroutines in a bubble.
func TestTwo(t *testing.T) {
	m := map[string]int{}
	synctest.Test(t, func(t *testing.T) {
		for range 2 {
			go func() { m["a"]++ }() // want `write to m conflicts with the same write`
		}
	})
}
