package output

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/checkdoc"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
)

// srcRoot is the name by which relative addresses refer to the repository.
const srcRoot = "%SRCROOT%"

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

// rules describes the categories. GitHub shows the Markdown of the help beside an alert.
func (r *Report) rules() []sarifRule {
	var out []sarifRule
	for _, c := range conflict.Categories() {
		help := sarifHelp{Text: c.Title}
		if d, ok := checkdoc.Of(string(c.ID)); ok {
			help = sarifHelp{d.Text(), d.Markdown()}
		}
		out = append(out, sarifRule{string(c.ID), sarifText{c.Title}, help, r.URL + "#" + c.ID.Anchor(), sarifConfig{c.Level}})
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
	if f.Scope != "" {
		out.Properties = &sarifProperties{f.Scope}
	}
	for i, rel := range f.Related {
		loc := r.location(rel.Posn, rel.End)
		loc.ID, loc.Message = i+1, &sarifText{rel.Message}
		out.RelatedLocations = append(out.RelatedLocations, loc)
		if i == 0 {
			out.Message.Text += ": [" + escapeLinks(rel.Message) + "](1)"
		}
	}
	if flow := r.codeFlow(f.Trace); len(flow.ThreadFlows) > 0 {
		out.CodeFlows = []sarifCodeFlow{flow}
	}
	for _, fix := range f.SuggestedFixes {
		if len(fix.Edits) == 0 {
			continue // no change, which the format forbids
		}
		out.Fixes = append(out.Fixes, r.fix(fix))
	}
	return out
}

// codeFlow returns the paths to the accesses of a finding, a flow for each of the two threads:
// both take the same path if there is one. Nothing is known of the order of their steps, but
// the accesses can happen at the same time: they alone have an execution order, the same.
func (r *Report) codeFlow(paths []finding.Path) (out sarifCodeFlow) {
	if len(paths) == 1 {
		paths = []finding.Path{paths[0], paths[0]}
	}
	for i, path := range paths {
		flow := sarifThreadFlow{ID: fmt.Sprintf("thread %d", i+1)}
		for level, step := range path {
			at := r.location(step.Posn, step.End)
			at.Message = &sarifText{escapeLinks(step.Message)}
			flow.Locations = append(flow.Locations, sarifStep{Location: at, NestingLevel: level})
		}
		flow.Locations[len(path)-1].ExecutionOrder = 1
		out.ThreadFlows = append(out.ThreadFlows, flow)
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
