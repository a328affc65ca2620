// Package lsp is a language server beside gopls, for editors: it has the
// findings in the files as they are saved shown as diagnostics, and their
// suggested fixes offered as quick fixes.
//
// It speaks the Language Server Protocol as far as that takes: see [Server].
package lsp

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// A Server analyzes the module of a file when the file is opened or saved. A
// new analysis ends the one before it, and the user may end it too. What is not
// saved is not analyzed, and where it would be changed there is no quick fix.
type Server struct {
	Name    string // of the analyzer
	Version string
	URL     string // of the documentation of the categories
	// Analyze analyzes the packages in and below a directory and says how far
	// it has come; it ends early when the context does. Messages are for
	// people, of packages that could not be analyzed.
	Analyze func(ctx context.Context, dir string, progress func(text string)) (findings []finding.Finding, messages []string, err error)

	conn      *jsonrpc2.Conn
	runs      sync.WaitGroup
	mu        sync.Mutex
	client    InitializeParams
	modules   map[string]*module // by directory
	documents map[URI]*document  // those that are open
	tokens    int                // of progress, so far
	active    map[string]context.CancelFunc
}

// A document is open in the editor.
type document struct {
	version int
	dirty   bool // changed since it was saved
}

// Serve talks to an editor until that hangs up or ctx ends.
func (s *Server) Serve(ctx context.Context, rwc io.ReadWriteCloser) {
	s.modules, s.documents, s.active = map[string]*module{}, map[URI]*document{}, map[string]context.CancelFunc{}
	ctx, cancel := context.WithCancel(ctx)
	ready := make(chan struct{})
	s.conn = jsonrpc2.NewConn(ctx, jsonrpc2.NewBufferedStream(rwc, jsonrpc2.VSCodeObjectCodec{}), handler(func(ctx context.Context, req *jsonrpc2.Request) {
		<-ready
		s.handle(ctx, req)
	}))
	close(ready)
	<-s.conn.DisconnectNotify()
	cancel()
	s.runs.Wait()
}

// A handler handles messages in the order in which they come.
type handler func(ctx context.Context, req *jsonrpc2.Request)

// Handle implements jsonrpc2.Handler.
func (h handler) Handle(ctx context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) { h(ctx, req) }

// handle answers one message. Nothing here takes long: requests need no
// cancellation.
func (s *Server) handle(ctx context.Context, req *jsonrpc2.Request) {
	result, err := s.answer(ctx, req)
	if req.Notif {
		return
	}
	if err != nil {
		s.conn.ReplyWithError(ctx, req.ID, err)
		return
	}
	s.conn.Reply(ctx, req.ID, result)
}

// answer returns the result of a request, and does what a notification says.
func (s *Server) answer(ctx context.Context, req *jsonrpc2.Request) (any, *jsonrpc2.Error) {
	switch req.Method {
	case "initialize":
		return withParams(req, func(p InitializeParams) any { return s.initialize(p) })
	case "textDocument/didOpen":
		return withParams(req, func(p DocumentParams) any { return s.open(ctx, p) })
	case "textDocument/didChange":
		return withParams(req, func(p DocumentParams) any { return s.change(p) })
	case "textDocument/didSave":
		return withParams(req, func(p DocumentParams) any { return s.save(ctx, p) })
	case "textDocument/didClose":
		return withParams(req, func(p DocumentParams) any { return s.close(p) })
	case "textDocument/codeAction":
		return withParams(req, func(p CodeActionParams) any { return s.codeActions(p) })
	case "window/workDoneProgress/cancel":
		return withParams(req, func(p ProgressParams) any { return s.cancel(p) })
	case "shutdown":
		return nil, nil
	case "exit":
		s.conn.Close()
		return nil, nil
	}
	return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: "method not found: " + req.Method}
}

// withParams decodes the parameters of a message for f.
func withParams[P any](req *jsonrpc2.Request, f func(P) any) (any, *jsonrpc2.Error) {
	var p P
	if req.Params == nil {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: req.Method + ": no parameters"}
	}
	if err := json.Unmarshal(*req.Params, &p); err != nil {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
	}
	return f(p), nil
}

// initialize says what the server can do.
func (s *Server) initialize(p InitializeParams) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.client = p
	type object = map[string]any
	return object{
		"serverInfo": object{"name": s.Name, "version": s.Version},
		"capabilities": object{
			"positionEncoding":   "utf-16",
			"textDocumentSync":   object{"openClose": true, "change": 2, "save": true},
			"codeActionProvider": object{"codeActionKinds": []string{quickFix}},
		},
	}
}

// open notes a document and analyzes its module, unless that is under way.
func (s *Server) open(ctx context.Context, p DocumentParams) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documents[p.TextDocument.URI] = &document{version: p.TextDocument.Version}
	if m := s.moduleOf(p.TextDocument.URI); m != nil && m.cancel == nil {
		s.start(ctx, m)
	}
	return nil
}

// change notes that a document is not what it is on disk.
func (s *Server) change(p DocumentParams) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documents[p.TextDocument.URI] = &document{version: p.TextDocument.Version, dirty: true}
	return nil
}

// save analyzes the module of a document anew.
func (s *Server) save(ctx context.Context, p DocumentParams) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.documents[p.TextDocument.URI]; d != nil {
		d.dirty = false
	}
	if m := s.moduleOf(p.TextDocument.URI); m != nil {
		s.start(ctx, m)
	}
	return nil
}

// close forgets a document.
func (s *Server) close(p DocumentParams) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.documents, p.TextDocument.URI)
	return nil
}

// moduleOf returns the module that a document belongs to, by the go.mod file
// above it, and otherwise its directory; nil for what is no Go file or lies
// outside the folders that are open, such as a dependency.
func (s *Server) moduleOf(u URI) *module {
	file := u.File()
	if filepath.Ext(file) != ".go" || !s.inFolders(file) {
		return nil
	}
	root := filepath.Dir(file)
	for dir := root; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = dir
			break
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	m := s.modules[root]
	if m == nil {
		m = &module{dir: root}
		s.modules[root] = m
	}
	return m
}

// inFolders reports whether a file is in a folder that the editor has open; an
// editor without any has the one file.
func (s *Server) inFolders(file string) bool {
	var folders []string
	for _, f := range s.client.WorkspaceFolders {
		folders = append(folders, f.URI.File())
	}
	if root := s.client.RootURI.File(); root != "" && len(folders) == 0 {
		folders = append(folders, root)
	}
	return len(folders) == 0 || slices.ContainsFunc(folders, func(dir string) bool {
		return strings.HasPrefix(file, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
	})
}
