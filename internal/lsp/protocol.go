package lsp

import (
	"encoding/json"
	"net/url"
	"path/filepath"
	"strings"
)

// The types below are the parts that mapconcur needs of the Language Server
// Protocol 3.17, in its words.

// A URI names a document.
type URI string

// FileURI returns the URI of a file.
func FileURI(name string) URI {
	name = filepath.ToSlash(name)
	if !strings.HasPrefix(name, "/") { // a drive letter
		name = "/" + name
	}
	return URI((&url.URL{Scheme: "file", Path: name}).String())
}

// File returns the name of the file, "" if the document is none.
func (u URI) File() string {
	parsed, err := url.Parse(string(u))
	if err != nil || parsed.Scheme != "file" {
		return ""
	}
	name := parsed.Path
	if len(name) > 2 && name[0] == '/' && name[2] == ':' {
		name = name[1:]
	}
	return filepath.FromSlash(name)
}

// A Position counts from 0, in UTF-16 code units.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// A Range is the text from Start to before End.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// A Location is a range of a document.
type Location struct {
	URI   URI   `json:"uri"`
	Range Range `json:"range"`
}

// A Diagnostic is a finding.
type Diagnostic struct {
	Range           Range            `json:"range"`
	Severity        int              `json:"severity,omitempty"`
	Code            string           `json:"code,omitempty"`
	CodeDescription *CodeDescription `json:"codeDescription,omitempty"`
	Source          string           `json:"source,omitempty"`
	Message         string           `json:"message"`
	Related         []RelatedInfo    `json:"relatedInformation,omitempty"`
}

// The severities of diagnostics.
const (
	severityWarning     = 2
	severityInformation = 3
)

// A CodeDescription leads to the documentation of a code.
type CodeDescription struct {
	Href string `json:"href"`
}

// A RelatedInfo is a second place of a diagnostic.
type RelatedInfo struct {
	Location Location `json:"location"`
	Message  string   `json:"message"`
}

// PublishDiagnosticsParams replaces the diagnostics of a document.
type PublishDiagnosticsParams struct {
	URI         URI          `json:"uri"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// A TextEdit replaces a range.
type TextEdit struct {
	Range   Range  `json:"range"`
	NewText string `json:"newText"`
}

// A WorkspaceEdit changes several documents, in one of two forms: with the
// versions of the documents, or without for older editors.
type WorkspaceEdit struct {
	Changes         map[URI][]TextEdit `json:"changes,omitempty"`
	DocumentChanges []DocumentEdit     `json:"documentChanges,omitempty"`
}

// A DocumentEdit changes one document.
type DocumentEdit struct {
	TextDocument VersionedDocument `json:"textDocument"`
	Edits        []TextEdit        `json:"edits"`
}

// A VersionedDocument is a document in a version, which is null where the
// document is as it is on disk.
type VersionedDocument struct {
	URI     URI  `json:"uri"`
	Version *int `json:"version"`
}

// A CodeAction is a quick fix.
type CodeAction struct {
	Title       string         `json:"title"`
	Kind        string         `json:"kind"`
	Diagnostics []Diagnostic   `json:"diagnostics,omitempty"`
	IsPreferred bool           `json:"isPreferred,omitempty"`
	Edit        *WorkspaceEdit `json:"edit,omitempty"`
}

// quickFix is the only kind of code action that the server has.
const quickFix = "quickfix"

// CodeActionParams asks for the code actions of a range.
type CodeActionParams struct {
	TextDocument struct {
		URI URI `json:"uri"`
	} `json:"textDocument"`
	Range   Range `json:"range"`
	Context struct {
		Diagnostics []Diagnostic `json:"diagnostics"`
		Only        []string     `json:"only,omitempty"`
	} `json:"context"`
}

// InitializeParams is what an editor says first.
type InitializeParams struct {
	RootURI          URI               `json:"rootUri,omitempty"`
	WorkspaceFolders []WorkspaceFolder `json:"workspaceFolders,omitempty"`
	Capabilities     struct {
		Window struct {
			WorkDoneProgress bool `json:"workDoneProgress"`
		} `json:"window"`
		Workspace struct {
			WorkspaceEdit struct {
				DocumentChanges bool `json:"documentChanges"`
			} `json:"workspaceEdit"`
		} `json:"workspace"`
	} `json:"capabilities"`
}

// A WorkspaceFolder is a directory that an editor has open.
type WorkspaceFolder struct {
	URI  URI    `json:"uri"`
	Name string `json:"name"`
}

// DocumentParams is about one document: it has been opened, changed, saved or
// closed.
type DocumentParams struct {
	TextDocument struct {
		URI     URI `json:"uri"`
		Version int `json:"version"`
	} `json:"textDocument"`
}

// ProgressParams reports the progress of the work that Token names.
type ProgressParams struct {
	Token json.RawMessage `json:"token"`
	Value Progress        `json:"value,omitzero"`
}

// Progress is one step of some work: of kind begin, report or end.
type Progress struct {
	Kind        string `json:"kind"`
	Title       string `json:"title,omitempty"`
	Message     string `json:"message,omitempty"`
	Cancellable bool   `json:"cancellable,omitempty"`
}

// ShowMessageParams is a message for people.
type ShowMessageParams struct {
	Type    int    `json:"type"`
	Message string `json:"message"`
}
