// Package lsptest is a client of language servers for tests: an editor without
// a screen.
package lsptest

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"slices"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/mapconcur/mapconcur/internal/lsp"
)

// patience bounds the wait for a server.
const patience = 2 * time.Minute

// A Client is an editor with one folder.
type Client struct {
	t        *testing.T
	conn     *jsonrpc2.Conn
	mu       sync.Mutex
	changed  chan struct{} // closed when something arrives
	diags    map[lsp.URI][]lsp.Diagnostic
	progress []lsp.ProgressParams
	messages []string
	versions map[lsp.URI]int
}

// Start begins a session over a connection, in the folder dir, and ends it with
// the test.
func Start(t *testing.T, rwc io.ReadWriteCloser, dir string) *Client {
	t.Helper()
	c := &Client{t: t, changed: make(chan struct{}), diags: map[lsp.URI][]lsp.Diagnostic{}, versions: map[lsp.URI]int{}}
	c.conn = jsonrpc2.NewConn(t.Context(), jsonrpc2.NewBufferedStream(rwc, jsonrpc2.VSCodeObjectCodec{}), c)
	t.Cleanup(func() { c.conn.Close() })
	c.Call("initialize", map[string]any{
		"processId": os.Getpid(),
		"rootUri":   lsp.FileURI(dir),
		"workspaceFolders": []lsp.WorkspaceFolder{
			{URI: lsp.FileURI(dir), Name: "test"},
		},
		"capabilities": map[string]any{
			"window":       map[string]any{"workDoneProgress": true},
			"workspace":    map[string]any{"workspaceEdit": map[string]any{"documentChanges": true}},
			"textDocument": map[string]any{"publishDiagnostics": map[string]any{"relatedInformation": true, "codeDescriptionSupport": true}},
		},
	}, nil)
	c.Notify("initialized", struct{}{})
	return c
}

// Handle takes what the server says.
func (c *Client) Handle(ctx context.Context, conn *jsonrpc2.Conn, req *jsonrpc2.Request) {
	c.mu.Lock()
	switch req.Method {
	case "textDocument/publishDiagnostics":
		var p lsp.PublishDiagnosticsParams
		c.decode(req, &p)
		c.diags[p.URI] = p.Diagnostics
	case "$/progress":
		var p lsp.ProgressParams
		c.decode(req, &p)
		c.progress = append(c.progress, p)
	case "window/showMessage":
		var p lsp.ShowMessageParams
		c.decode(req, &p)
		c.messages = append(c.messages, p.Message)
	}
	close(c.changed)
	c.changed = make(chan struct{})
	c.mu.Unlock()
	if req.Notif {
		return
	}
	var answer any
	if req.Method == "workspace/configuration" {
		answer = []any{nil}
	}
	conn.Reply(ctx, req.ID, answer) // the server may have gone
}

func (c *Client) decode(req *jsonrpc2.Request, into any) {
	if err := json.Unmarshal(*req.Params, into); err != nil {
		c.t.Errorf("%s: %v", req.Method, err)
	}
}

// Call asks the server.
func (c *Client) Call(method string, params, result any) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	if err := c.conn.Call(ctx, method, params, result); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

// Notify tells the server.
func (c *Client) Notify(method string, params any) {
	c.t.Helper()
	if err := c.conn.Notify(c.t.Context(), method, params); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

// wait waits until what the server has said is enough.
func (c *Client) wait(what string, enough func() bool) {
	c.t.Helper()
	timeout := time.After(patience)
	for {
		c.mu.Lock()
		ok, changed := enough(), c.changed
		c.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-timeout:
			c.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// Open opens a file.
func (c *Client) Open(file string) {
	c.t.Helper()
	uri := lsp.FileURI(file)
	c.versions[uri] = 1
	c.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": "go", "version": 1, "text": c.read(file),
	}})
}

// Change replaces the text of an open file, without saving it.
func (c *Client) Change(file, text string) {
	c.t.Helper()
	uri := lsp.FileURI(file)
	c.versions[uri]++
	c.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": c.versions[uri]},
		"contentChanges": []any{map[string]any{"text": text}},
	})
}

// Save writes the text of an open file to disk.
func (c *Client) Save(file, text string) {
	c.t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		c.t.Fatal(err)
	}
	c.Notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": lsp.FileURI(file)}})
}

// Diagnostics waits until a file has n diagnostics of mapconcur and returns
// them.
func (c *Client) Diagnostics(file string, n int) []lsp.Diagnostic {
	c.t.Helper()
	var list []lsp.Diagnostic
	c.wait("diagnostics of "+file, func() bool {
		all, told := c.diags[lsp.FileURI(file)]
		list = slices.DeleteFunc(slices.Clone(all), func(d lsp.Diagnostic) bool { return d.Source != "mapconcur" })
		return told && len(list) == n
	})
	return list
}

// Progress waits until the server has reported a step of that kind and returns
// all steps.
func (c *Client) Progress(kind string) []lsp.ProgressParams {
	c.t.Helper()
	var list []lsp.ProgressParams
	c.wait("progress "+kind, func() bool {
		list = slices.Clone(c.progress)
		return slices.ContainsFunc(list, func(p lsp.ProgressParams) bool { return p.Value.Kind == kind })
	})
	return list
}

// Message waits for a message for people and returns it.
func (c *Client) Message() (text string) {
	c.t.Helper()
	c.wait("message", func() bool {
		if len(c.messages) > 0 {
			text, c.messages = c.messages[0], c.messages[1:]
		}
		return text != ""
	})
	return text
}

// QuickFixes asks for the quick fixes of a diagnostic.
func (c *Client) QuickFixes(file string, d lsp.Diagnostic) []lsp.CodeAction {
	c.t.Helper()
	var params lsp.CodeActionParams
	params.TextDocument.URI = lsp.FileURI(file)
	params.Range = d.Range
	params.Context.Diagnostics = []lsp.Diagnostic{d}
	params.Context.Only = []string{"quickfix"}
	var actions []lsp.CodeAction
	c.Call("textDocument/codeAction", params, &actions)
	return slices.DeleteFunc(actions, func(a lsp.CodeAction) bool { return a.Edit == nil })
}

// Apply applies an action as an editor does: it changes the buffers, and saves
// them. It returns the files that it has changed.
func (c *Client) Apply(a lsp.CodeAction) (files []string) {
	c.t.Helper()
	changes := a.Edit.DocumentChanges
	for uri, edits := range a.Edit.Changes {
		changes = append(changes, lsp.DocumentEdit{TextDocument: lsp.VersionedDocument{URI: uri}, Edits: edits})
	}
	for _, doc := range changes {
		uri := doc.TextDocument.URI
		if v := doc.TextDocument.Version; v != nil && *v != 0 && *v != c.versions[uri] {
			c.t.Fatalf("edit of %s is for version %d, not %d", uri, *v, c.versions[uri])
		}
		text := c.edited(uri.File(), doc.Edits)
		if c.versions[uri] > 0 {
			c.Change(uri.File(), text)
		}
		c.Save(uri.File(), text)
		files = append(files, uri.File())
	}
	slices.Sort(files)
	return files
}

// edited returns the text of a file with edits applied.
func (c *Client) edited(file string, edits []lsp.TextEdit) string {
	c.t.Helper()
	units := utf16.Encode([]rune(c.read(file)))
	offset := func(p lsp.Position) int {
		i := 0
		for range p.Line {
			i += slices.Index(units[i:], '\n') + 1
		}
		return i + p.Character
	}
	edits = slices.Clone(edits)
	slices.Reverse(edits) // of two insertions in one place, the last one first
	slices.SortStableFunc(edits, func(a, b lsp.TextEdit) int { return offset(b.Range.Start) - offset(a.Range.Start) })
	for _, e := range edits {
		units = slices.Replace(units, offset(e.Range.Start), offset(e.Range.End), utf16.Encode([]rune(e.NewText))...)
	}
	return string(utf16.Decode(units))
}

func (c *Client) read(file string) string {
	c.t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(data)
}
