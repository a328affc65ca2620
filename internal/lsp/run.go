package lsp

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// quiet is how long an analysis takes before the editor is told that one is
// under way: most come from the cache of the go command and take less.
const quiet = 300 * time.Millisecond

// The kinds of a message to people.
const (
	messageError = 1
	messageLog   = 4
)

// A module is analyzed at once.
type module struct {
	dir      string
	cancel   context.CancelFunc // of the analysis that is under way
	done     chan struct{}      // closed when it has ended
	findings []finding.Finding  // of the last one
	sources  *finding.Sources   // the files as they were then
	shown    map[URI]bool       // those that have diagnostics
}

// start begins to analyze a module. An analysis that is under way is ended and
// waited for: two would compete for the cache of the go command. The caller
// holds s.mu.
func (s *Server) start(ctx context.Context, m *module) {
	before := m.done
	if m.cancel != nil {
		m.cancel()
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	m.cancel, m.done = cancel, done
	s.runs.Go(func() {
		defer close(done)
		defer cancel()
		if before != nil {
			<-before
		}
		s.run(ctx, cancel, m)
		s.mu.Lock()
		defer s.mu.Unlock()
		if m.done == done { // nobody has begun another one
			m.cancel = nil
		}
	})
}

// run analyzes a module and shows what it has found, unless it was ended.
func (s *Server) run(ctx context.Context, cancel context.CancelFunc, m *module) {
	if ctx.Err() != nil {
		return
	}
	report, end := s.progress(ctx, cancel)
	findings, messages, err := s.Analyze(ctx, m.dir, report)
	end()
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.conn.Notify(ctx, "window/showMessage", ShowMessageParams{messageError, s.Name + ": " + err.Error()})
		return
	}
	for _, text := range messages {
		s.conn.Notify(ctx, "window/logMessage", ShowMessageParams{messageLog, s.Name + ": " + text})
	}
	sources := read(findings)
	s.mu.Lock()
	defer s.mu.Unlock()
	m.findings, m.sources = findings, sources
	for _, p := range s.published(m) {
		s.conn.Notify(ctx, "textDocument/publishDiagnostics", p)
	}
}

// read reads the files that fixes change, as they are now.
func read(findings []finding.Finding) *finding.Sources {
	s := new(finding.Sources)
	for _, f := range findings {
		for _, fix := range f.SuggestedFixes {
			for _, e := range fix.Edits {
				s.Text(e.Filename)
			}
		}
	}
	return s
}

// progress returns functions that tell the editor how far some work has come
// and that it has ended. An editor that has no words for that is told nothing.
func (s *Server) progress(ctx context.Context, cancel context.CancelFunc) (report func(string), end func()) {
	if !s.client.Capabilities.Window.WorkDoneProgress {
		return func(string) {}, func() {}
	}
	s.mu.Lock()
	s.tokens++
	name := s.Name + "/" + strconv.Itoa(s.tokens)
	s.active[name] = cancel
	s.mu.Unlock()
	token, _ := json.Marshal(name)
	texts, over, told := make(chan string, 1), make(chan struct{}), make(chan struct{})
	s.runs.Go(func() {
		defer close(told)
		s.tell(ctx, token, texts, over)
	})
	report = func(text string) {
		select {
		case <-texts: // nobody has read the one before
		default:
		}
		select {
		case texts <- text:
		default: // somebody was faster
		}
	}
	return report, func() {
		close(over)
		<-told
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.active, name)
	}
}

// tell reports one piece of work to the editor, if it takes long, until over is
// closed.
func (s *Server) tell(ctx context.Context, token json.RawMessage, texts <-chan string, over <-chan struct{}) {
	select {
	case <-over:
		return
	case <-time.After(quiet):
	}
	if s.conn.Call(ctx, "window/workDoneProgress/create", map[string]any{"token": token}, nil) != nil {
		return
	}
	notify := func(p Progress) { s.conn.Notify(ctx, "$/progress", ProgressParams{token, p}) }
	notify(Progress{Kind: "begin", Title: s.Name, Cancellable: true})
	for {
		select {
		case text := <-texts:
			notify(Progress{Kind: "report", Message: text, Cancellable: true})
		case <-over:
			notify(Progress{Kind: "end"})
			return
		}
	}
}

// cancel ends the work that the user does not want to wait for.
func (s *Server) cancel(p ProgressParams) any {
	var name string
	if json.Unmarshal(p.Token, &name) == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if end := s.active[name]; end != nil {
			end()
		}
	}
	return nil
}
