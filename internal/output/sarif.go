package output

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
)

// srcRoot is the name by which relative addresses refer to the repository.
const srcRoot = "%SRCROOT%"

// The part of SARIF 2.1.0 that is used here, with the standard's names.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool               sarifTool           `json:"tool"`
		Invocations        []sarifInvocation   `json:"invocations"`
		OriginalURIBaseIDs map[string]sarifDir `json:"originalUriBaseIds"`
		ColumnKind         string              `json:"columnKind"`
		Results            []sarifResult       `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string      `json:"id"`
		ShortDescription     sarifText   `json:"shortDescription"`
		HelpURI              string      `json:"helpUri"`
		DefaultConfiguration sarifConfig `json:"defaultConfiguration"`
	}
	sarifConfig struct {
		Level conflict.Level `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifDir struct {
		Description sarifText `json:"description"`
	}
	sarifInvocation struct {
		ExecutionSuccessful        bool                `json:"executionSuccessful"`
		ToolExecutionNotifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   conflict.Level `json:"level"`
		Message sarifText      `json:"message"`
	}
	sarifResult struct {
		RuleID              string            `json:"ruleId"`
		RuleIndex           int               `json:"ruleIndex"` // -1 if there is no rule
		Level               conflict.Level    `json:"level"`
		Message             sarifText         `json:"message"`
		Locations           []sarifLocation   `json:"locations"`
		RelatedLocations    []sarifLocation   `json:"relatedLocations,omitempty"`
		PartialFingerprints map[string]string `json:"partialFingerprints"`
		Fixes               []sarifFix        `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		ID               int           `json:"id,omitempty"`
		PhysicalLocation sarifPhysical `json:"physicalLocation"`
		Message          *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI       string `json:"uri"`
		URIBaseID string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifFix struct {
		Description     sarifText     `json:"description"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		ArtifactLocation sarifArtifact      `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		DeletedRegion   sarifRegion `json:"deletedRegion"`
		InsertedContent sarifText   `json:"insertedContent"`
	}
)

// sarif prints a log in SARIF 2.1.0 (OASIS, Static Analysis Results Interchange
// Format). Columns count UTF-16 code units, as the format and its readers expect.
func (r *Report) sarif(w io.Writer) error {
	run := sarifRun{
		Tool:               sarifTool{sarifDriver{Name: r.Tool, Version: r.Version, InformationURI: r.URL, Rules: r.rules()}},
		Invocations:        []sarifInvocation{{ExecutionSuccessful: !r.Failed}},
		OriginalURIBaseIDs: map[string]sarifDir{srcRoot: {sarifText{"the root of the repository"}}},
		ColumnKind:         "utf16CodeUnits",
		Results:            []sarifResult{},
	}
	for _, m := range r.Messages {
		n := sarifNotification{conflict.Error, sarifText{m}}
		run.Invocations[0].ToolExecutionNotifications = append(run.Invocations[0].ToolExecutionNotifications, n)
	}
	prints := finding.Fingerprints(r.Findings, &r.sources)
	for i, f := range r.Findings {
		run.Results = append(run.Results, r.result(f, prints[i]))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// rules describes the categories.
func (r *Report) rules() []sarifRule {
	var out []sarifRule
	for _, c := range conflict.Categories() {
		out = append(out, sarifRule{string(c.ID), sarifText{c.Title}, r.URL + "#" + c.ID.Anchor(), sarifConfig{c.Level}})
	}
	return out
}

// result describes a finding. Its message links to the second place: GitHub
// shows no related location that is not linked to.
func (r *Report) result(f finding.Finding, fingerprint string) sarifResult {
	out := sarifResult{
		RuleID:              f.Category,
		RuleIndex:           categoryIndex(f.Category),
		Level:               level(f.Category),
		Message:             sarifText{escapeLinks(f.Message)},
		Locations:           []sarifLocation{r.location(f.Posn, f.End)},
		PartialFingerprints: map[string]string{r.Tool + "/v1": fingerprint},
	}
	for i, rel := range f.Related {
		loc := r.location(rel.Posn, rel.End)
		loc.ID, loc.Message = i+1, &sarifText{rel.Message}
		out.RelatedLocations = append(out.RelatedLocations, loc)
		if i == 0 {
			out.Message.Text += ": [" + escapeLinks(rel.Message) + "](1)"
		}
	}
	for _, fix := range f.SuggestedFixes {
		if len(fix.Edits) == 0 {
			continue // no change, which the format forbids
		}
		out.Fixes = append(out.Fixes, r.fix(fix))
	}
	return out
}

// escapeLinks escapes what would be a link in a message (SARIF, 3.11.6).
func escapeLinks(s string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(s)
}

// location describes a place from one position to another, which may be the
// same.
func (r *Report) location(from, to string) sarifLocation {
	p, q := finding.ParsePosition(from), finding.ParsePosition(to)
	out := sarifLocation{PhysicalLocation: sarifPhysical{ArtifactLocation: r.artifact(p.File)}}
	if p.Line > 0 {
		region := &sarifRegion{StartLine: p.Line, StartColumn: r.sources.Column(p)}
		if q != p && q.File == p.File && q.Line > 0 {
			region.EndLine, region.EndColumn = q.Line, r.sources.Column(q)
		}
		out.PhysicalLocation.Region = region
	}
	return out
}

// artifact names a file.
func (r *Report) artifact(file string) sarifArtifact {
	uri, relative := r.uri(file)
	if relative {
		return sarifArtifact{uri, srcRoot}
	}
	return sarifArtifact{URI: uri}
}

// fix describes a suggested fix, file by file.
func (r *Report) fix(fix finding.Fix) sarifFix {
	out := sarifFix{Description: sarifText{fix.Message}}
	for _, e := range fix.Edits {
		at := r.artifact(e.Filename)
		i := slices.IndexFunc(out.ArtifactChanges, func(c sarifChange) bool { return c.ArtifactLocation == at })
		if i < 0 {
			i = len(out.ArtifactChanges)
			out.ArtifactChanges = append(out.ArtifactChanges, sarifChange{ArtifactLocation: at})
		}
		var del sarifRegion
		del.StartLine, del.StartColumn = r.sources.Offset(e.Filename, e.Start)
		del.EndLine, del.EndColumn = r.sources.Offset(e.Filename, e.End)
		change := &out.ArtifactChanges[i]
		change.Replacements = append(change.Replacements, sarifReplacement{del, sarifText{e.New}})
	}
	return out
}
