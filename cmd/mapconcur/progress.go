package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// progressDelay is how long a run takes before the terminal shows its progress.
const progressDelay = 2 * time.Second

// showProgress shows the progress of the run in one line of the terminal w, until stop is
// called. If w is not a terminal, it shows nothing.
func (c *command) showProgress(w io.Writer) (stop func()) {
	if f, ok := w.(*os.File); !ok || !isTerminal(f) {
		return func() {}
	}
	l := &progressLine{w: w, from: time.Now().Add(progressDelay)}
	timer := time.AfterFunc(progressDelay, l.draw)
	c.progress = l.show
	return func() {
		timer.Stop()
		l.clear()
	}
}

// tell shows what the run is doing now, if its progress is shown.
func (c *command) tell(text string) {
	if c.progress != nil {
		c.progress(text)
	}
}

// isTerminal reports whether a file is a terminal.
//
// Assumes: a character device other than the null device is a terminal.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// A progressLine is a line of a terminal whose text is replaced.
type progressLine struct {
	mu   sync.Mutex
	w    io.Writer
	from time.Time // when to begin to show it
	text string    // "" if there is nothing to show
	on   bool      // it is shown
}

// show replaces the text of the line.
func (l *progressLine) show(text string) {
	l.mu.Lock()
	l.text = text
	l.mu.Unlock()
	if time.Now().After(l.from) {
		l.draw()
	}
}

// draw shows the text of the line.
func (l *progressLine) draw() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text != "" {
		l.on = true
		fmt.Fprintf(l.w, "\r\x1b[Kmapconcur: %s", l.text)
	}
}

// clear removes the line.
func (l *progressLine) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = ""
	if l.on {
		fmt.Fprint(l.w, "\r\x1b[K")
	}
}
