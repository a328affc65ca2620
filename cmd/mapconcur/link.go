package main

import (
	"path/filepath"
	"slices"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
	"github.com/mapconcur/mapconcur/internal/link"
)

// recordFlag is the name of the analyzer flag for link records.
const recordFlag = "record"

// addRecord adds the link record of a package from the message of the diagnostic that carries
// it. Without the record the others are not those of the whole module.
func (r *result) addRecord(u unit, text string) {
	rec, err := link.Decode(text)
	if err != nil {
		r.unlinked = true
		return
	}
	rec.MapPositions(func(posn string) string {
		at := finding.ParsePosition(posn)
		return u.localName(at.File) + posn[len(at.File):]
	})
	r.records = append(r.records, rec)
}

// link withdraws the findings that the module refutes.
func (c *command) link(listed *listing, r *result) {
	m := link.Link(r.records, !r.failed && !r.unlinked && listed.isWhole(c.dir))
	verdicts := m.Verdicts(c.least)
	withdrawn := map[string]string{} // the reasons, by position
	left, here := r.findings[:0:0], map[string]bool{}
	for _, f := range r.findings {
		v := verdicts[link.At{Posn: f.Posn, Category: f.Category}]
		if v.Refuted {
			withdrawn[f.Posn] = v.Reason
			if !c.explains {
				continue
			}
			f.Category, f.Message = explainFlag, "withdrawn, since "+v.Reason+": "+f.Message
			f.SuggestedFixes, f.Related, f.Trace = nil, nil, nil
		}
		left = append(left, f)
		here[f.Posn] = true
	}
	r.findings = left
	for _, list := range r.maps {
		inventory.Withdraw(list, withdrawn, here)
	}
	r.addConflicts(c, m, here)
}

// addConflicts adds the findings that only the module shows, except where there is one already.
func (r *result) addConflicts(c *command, m *link.Module, here map[string]bool) {
	for _, l := range m.Conflicts() {
		if here[l.Posn] || l.Certainty > c.least || !c.checks.Has(string(l.Category)) {
			continue
		}
		f := finding.Finding{Package: l.Package, Diagnostic: finding.Diagnostic{
			Category: string(l.Category), Posn: l.Posn, End: l.Posn, Message: l.Message, Scope: finding.ModuleScope,
		}}
		for _, at := range l.Related {
			f.Related = append(f.Related, finding.Related{Posn: at.Posn, End: at.Posn, Message: at.Message})
		}
		r.findings = append(r.findings, f)
		r.certain[link.At{Posn: l.Posn, Category: string(l.Category)}] = l.Certainty.String()
	}
	slices.SortFunc(r.findings, finding.Compare)
}

// isWhole reports whether the packages are all those of a module, as far as the patterns and the
// directory tell in which the command runs.
func (l *listing) isWhole(dir string) bool {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	for _, m := range l.modules {
		if slices.Contains(l.asked, m.Path+"/...") || abs == m.Dir && slices.Contains(l.asked, "./...") {
			return true
		}
	}
	return false
}
