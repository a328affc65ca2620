package lsp

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
)

// published returns the diagnostics of the files of a module, with an empty list
// for each file that had some before.
func (s *Server) published(m *module) []PublishDiagnosticsParams {
	byFile := map[URI][]Diagnostic{}
	for u := range m.shown {
		byFile[u] = []Diagnostic{}
	}
	m.shown = map[URI]bool{}
	for _, f := range m.findings {
		u := FileURI(finding.ParsePosition(f.Posn).File)
		byFile[u] = append(byFile[u], s.diagnostic(f, m.sources))
		m.shown[u] = true
	}
	var out []PublishDiagnosticsParams
	for _, u := range slices.Sorted(maps.Keys(byFile)) {
		out = append(out, PublishDiagnosticsParams{u, byFile[u]})
	}
	return out
}

// diagnostic returns a finding as a diagnostic.
func (s *Server) diagnostic(f finding.Finding, src *finding.Sources) Diagnostic {
	d := Diagnostic{Range: extent(f.Posn, src), Severity: severityWarning, Code: f.Category, Source: s.Name, Message: f.Message}
	if f.Category != "" {
		d.CodeDescription = &CodeDescription{s.URL + "#" + conflict.Category(f.Category).Anchor()}
	}
	if f.Category == string(conflict.Directive) {
		d.Severity = severityInformation
	}
	related := func(r finding.Related, message string) {
		at := Location{FileURI(finding.ParsePosition(r.Posn).File), extent(r.Posn, src)}
		d.Related = append(d.Related, RelatedInfo{at, message})
	}
	for _, r := range f.Related {
		related(r, r.Message)
	}
	for side, path := range f.Trace {
		for i, r := range path {
			related(r, finding.StepMessage(side+1, i+1, len(path), r.Message))
		}
	}
	return d
}

// extent returns what an editor underlines for a position: the name there with
// what selects it, or the brackets with the name before them, "c.m[key]".
func extent(posn string, src *finding.Sources) Range {
	p := finding.ParsePosition(posn)
	line := src.Line(p.File, p.Line)
	from, to := min(max(p.Column-1, 0), len(line)), 0
	if strings.HasPrefix(line[from:], "[") {
		to = from + closing(line[from:])
		from = len(strings.TrimRightFunc(line[:from], selects))
	} else {
		to = from + len(line[from:]) - len(strings.TrimLeftFunc(line[from:], selects))
	}
	at := func(column int) Position {
		p.Column = column + 1
		return Position{max(p.Line-1, 0), max(src.Column(p)-1, 0)}
	}
	return Range{at(from), at(max(to, min(from+1, len(line))))}
}

// selects reports whether a character can be part of a selector, "c.m".
func selects(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '.' }

// closing returns the length of a text up to the bracket that closes its first
// one.
func closing(text string) int {
	depth := 0
	for i, r := range text {
		switch r {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 1
}

// codeActions returns the fixes of the findings in the lines of a range.
func (s *Server) codeActions(p CodeActionParams) any {
	actions := []CodeAction{}
	if only := p.Context.Only; len(only) > 0 && !slices.Contains(only, quickFix) {
		return actions
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.moduleOf(p.TextDocument.URI)
	if m == nil {
		return actions
	}
	file := p.TextDocument.URI.File()
	for _, f := range m.findings {
		at := finding.ParsePosition(f.Posn)
		if at.File != file || at.Line-1 < p.Range.Start.Line || at.Line-1 > p.Range.End.Line {
			continue
		}
		for i, fix := range f.SuggestedFixes {
			if edit := s.edit(fix, m.sources); edit != nil {
				actions = append(actions, CodeAction{
					Title: fix.Message, Kind: quickFix, IsPreferred: i == 0, Edit: edit,
					Diagnostics: []Diagnostic{s.diagnostic(f, m.sources)},
				})
			}
		}
	}
	return actions
}

// edit returns a fix as an edit of the workspace, nil if one of the files is no
// longer the one that was analyzed.
func (s *Server) edit(fix finding.Fix, src *finding.Sources) *WorkspaceEdit {
	changes := map[URI][]TextEdit{}
	for _, e := range fix.Edits {
		u := FileURI(e.Filename)
		if d := s.documents[u]; d != nil && d.dirty || new(finding.Sources).Text(e.Filename) != src.Text(e.Filename) {
			return nil
		}
		at := func(offset int) Position {
			line, column := src.Offset(e.Filename, offset)
			return Position{line - 1, column - 1}
		}
		changes[u] = append(changes[u], TextEdit{Range{at(e.Start), at(e.End)}, e.New})
	}
	if !s.client.Capabilities.Workspace.WorkspaceEdit.DocumentChanges {
		return &WorkspaceEdit{Changes: changes}
	}
	edit := new(WorkspaceEdit)
	for _, u := range slices.Sorted(maps.Keys(changes)) {
		doc := VersionedDocument{URI: u}
		if d := s.documents[u]; d != nil {
			doc.Version = &d.version
		}
		edit.DocumentChanges = append(edit.DocumentChanges, DocumentEdit{doc, changes[u]})
	}
	return edit
}
