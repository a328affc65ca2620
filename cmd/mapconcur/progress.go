package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// patience is how long a run takes before a terminal shows how far it has come.
const patience = 2 * time.Second

// showProgress shows how far the run has come, in a line of the terminal that w
// is, until stop is called. Where w is no terminal nothing is shown.
func (c *command) showProgress(w io.Writer) (stop func()) {
	if f, ok := w.(*os.File); !ok || !isTerminal(f) {
		return func() {}
	}
	l := &progressLine{w: w, from: time.Now().Add(patience)}
	c.progress = l.show
	return l.clear
}

// isTerminal reports whether a file is a terminal, as far as the standard library
// tells: a character device that is not the null device.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// A progressLine is a line that is written over.
type progressLine struct {
	mu   sync.Mutex
	w    io.Writer
	from time.Time // nothing is shown before
	on   bool
}

// show replaces the line by a text.
func (l *progressLine) show(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Now().After(l.from) {
		l.on = true
		fmt.Fprintf(l.w, "\r\x1b[Kmapconcur: %s", text)
	}
}

// clear removes the line.
func (l *progressLine) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.on {
		fmt.Fprint(l.w, "\r\x1b[K")
	}
}
