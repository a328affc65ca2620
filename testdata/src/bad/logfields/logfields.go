// Package logfields holds maps that travel as optional arguments: the callee
// adds to the map of its caller, who shares it.
//
// Category: write-write
package logfields

type entry struct {
	msg    string
	fields map[string]any
}

func build(err error, msg string, fields ...map[string]any) entry {
	var f map[string]any
	if len(fields) == 1 {
		f = fields[0]
	} else if len(fields) > 1 {
		f = make(map[string]any)
		for _, field := range fields {
			for k, v := range field {
				f[k] = v
			}
		}
	}
	if err != nil {
		f["error"] = err.Error() // want `write to f conflicts with the same write in another goroutine`
	}
	return entry{msg: msg, fields: f}
}

func buildError(err error, msg string, fields ...map[string]any) entry {
	return build(err, msg, fields...)
}

// A Worker reports what fails.
type Worker struct {
	emit   func(entry)
	handle func(string) error
}

// Run gives all its goroutines one map of fields.
func (w *Worker) Run(n int, in chan string) {
	logFields := map[string]any{"name": "a"}
	for range n {
		go func() {
			for m := range in {
				if err := w.handle(m); err != nil {
					w.emit(buildError(err, "cannot handle", logFields))
				}
			}
		}()
	}
}

func buildFixed(err error, msg string, fields ...map[string]any) entry {
	f := make(map[string]any)
	for _, field := range fields {
		for k, v := range field {
			f[k] = v
		}
	}
	if err != nil {
		f["error"] = err.Error()
	}
	return entry{msg: msg, fields: f}
}

// RunFixed shares a map that nobody adds to.
func (w *Worker) RunFixed(n int, in chan string) {
	logFields := map[string]any{"name": "a"}
	for range n {
		go func() {
			for m := range in {
				if err := w.handle(m); err != nil {
					w.emit(buildFixed(err, "cannot handle", logFields))
				}
			}
		}()
	}
}

// RunOwn has a map in each goroutine.
func (w *Worker) RunOwn(n int, in chan string) {
	for range n {
		go func() {
			for m := range in {
				if err := w.handle(m); err != nil {
					w.emit(buildError(err, "cannot handle", map[string]any{"name": "a"}))
				}
			}
		}()
	}
}
