package main

import (
	"context"
	"errors"
	"io"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/lsp"
)

// serve runs a language server on a pair of streams until the editor ends it. The flags
// decide which findings it reports.
func (c *command) serve(in io.ReadCloser, out io.Writer) {
	s := lsp.Server{Name: c.analyzer, Version: moduleVersion(), URL: c.url, Analyze: c.inModule}
	s.Serve(context.Background(), stdio{in, out})
}

// inModule analyzes the packages of a module.
func (c *command) inModule(ctx context.Context, dir string, progress func(string)) ([]finding.Finding, []string, error) {
	in := *c
	in.dir, in.progress, in.patterns = dir, progress, []string{"./..."}
	r, err := in.analyze(ctx)
	if err == nil {
		err = in.filter(r, io.Discard)
	}
	if err != nil {
		return nil, nil, err
	}
	return r.findings, r.messages, nil
}

// stdio is a connection over two streams.
type stdio struct {
	io.ReadCloser
	io.Writer
}

// Close closes both streams.
func (s stdio) Close() error {
	var err error
	if w, ok := s.Writer.(io.Closer); ok {
		err = w.Close()
	}
	return errors.Join(s.ReadCloser.Close(), err)
}
