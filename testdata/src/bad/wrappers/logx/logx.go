// Package logx wraps package log, in two steps.
package logx

import (
	"fmt"
	"log"
)

// Logger writes lines with a prefix.
type Logger struct{ prefix string }

func (l *Logger) write(format string, args ...any) {
	log.Print(l.prefix + fmt.Sprintf(format, args...))
}

// Infof formats.
func (l *Logger) Infof(format string, args ...any) { l.write("info: "+format, args...) }

// Show prints one value.
func Show(v any) string { return fmt.Sprint(v) }
