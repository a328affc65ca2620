package metamorph

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// A change replaces the source between two positions by parts, which may be pieces of
// the source. Changes may lie within the pieces of others.
type change struct {
	from, to token.Pos
	with     []part
}

// inComment returns a change of a comment, which has as many lines as before.
func inComment(c *ast.Comment, to string) change { return replace(c, part{text: to, comment: true}) }

// A part is a piece of the source, or else text.
type part struct {
	from, to token.Pos
	text     string
	comment  bool // the text is a comment
}

// text returns a part with new text; it counts as standing where its change begins.
func text(format string, args ...any) part { return part{text: fmt.Sprintf(format, args...)} }

// piece returns the source of a node.
func piece(n ast.Node) part { return part{from: n.Pos(), to: n.End()} }

// between returns the source between two positions.
func between(from, to token.Pos) part { return part{from: from, to: to} }

// replace returns a change of a node.
func replace(n ast.Node, with ...part) change { return change{n.Pos(), n.End(), with} }

// insert returns a change that adds text at a position.
func insert(at token.Pos, format string, args ...any) change {
	return change{at, at, []part{text(format, args...)}}
}

// An edit is a set of changes that only make sense together, and declarations that
// they need, which come to stand at the end of the file with the first change.
type edit struct {
	changes []change
	decls   [][]part
}

// A rewriter renders the files of a package with some edits.
type rewriter struct {
	p       *Package
	changes []change
	decls   map[*token.File][]decl
}

// decl is a new declaration with the position that it counts as standing at.
type decl struct {
	at    token.Pos
	parts []part
}

// rewrite returns the sources of the package with edits applied. Comments of the form
// /*line file:line:column*/ say where each part came from, so that findings before and
// after can be compared.
func (p *Package) rewrite(edits []edit) []source {
	w := &rewriter{p: p, decls: map[*token.File][]decl{}}
	for _, e := range edits {
		w.changes = append(w.changes, e.changes...)
		for _, d := range e.decls {
			at := e.changes[0].from
			w.decls[p.Fset.File(at)] = append(w.decls[p.Fset.File(at)], decl{at, d})
		}
	}
	slices.SortStableFunc(w.changes, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	var out []source
	for i, f := range p.Files {
		var b strings.Builder
		file := p.Fset.File(f.FileStart)
		w.render(&b, f.FileStart, f.FileEnd, w.within(f.FileStart, f.FileEnd))
		for _, d := range w.decls[file] {
			b.WriteString("\n\n" + w.p.lineComment(d.at))
			w.parts(&b, d.at, d.parts, w.inside(d.parts))
		}
		b.WriteString("\n")
		out = append(out, source{p.sources[i].name, []byte(b.String())})
	}
	return out
}

// within returns the changes that lie between two positions, outer ones first.
func (w *rewriter) within(from, to token.Pos) []change {
	return filter(w.changes, func(c change) bool { return from <= c.from && c.to <= to })
}

// inside returns the changes inside the pieces of a declaration, without those of a
// whole piece: these say what comes to stand where the piece was.
func (w *rewriter) inside(parts []part) []change {
	return filter(w.changes, func(c change) bool {
		return slices.ContainsFunc(parts, func(x part) bool {
			return x.from <= c.from && c.to <= x.to && c.to-c.from < x.to-x.from
		})
	})
}

// render writes the source between two positions with changes.
func (w *rewriter) render(b *strings.Builder, from, to token.Pos, changes []change) {
	at := from
	for i, c := range changes {
		if c.from < at {
			continue // within an earlier one, which has rendered it
		}
		b.WriteString(w.p.source(at, c.from))
		w.parts(b, c.from, c.with, changes[i+1:])
		at = c.to
		if at < to && !c.with[len(c.with)-1].comment {
			b.WriteString(w.p.lineComment(at))
		}
	}
	b.WriteString(w.p.source(at, to))
}

// parts writes the parts of a change or declaration, with the given changes in the
// pieces of the source; its text counts as standing at a position, which is where the
// writer stands. No comment goes before what stands there anyway: it would part a
// declaration or a statement from the comment above it.
func (w *rewriter) parts(b *strings.Builder, at token.Pos, parts []part, changes []change) {
	for i, x := range parts {
		if x.text != "" {
			x.from = at
		}
		if i > 0 || x.from != at {
			b.WriteString(w.p.lineComment(x.from))
		}
		if x.text != "" {
			b.WriteString(x.text)
			continue
		}
		w.render(b, x.from, x.to, filter(changes, func(c change) bool { return x.from <= c.from && c.to <= x.to }))
	}
}

// source returns the text between two positions of one file.
func (p *Package) source(from, to token.Pos) string {
	file := p.Fset.File(from)
	for i, f := range p.Files {
		if p.Fset.File(f.FileStart) == file {
			return string(p.sources[i].text[file.Offset(from):file.Offset(to)])
		}
	}
	return ""
}

// lineComment returns a comment by which what follows it counts as standing at a
// position.
func (p *Package) lineComment(pos token.Pos) string {
	at := p.Fset.Position(pos)
	return fmt.Sprintf("/*line %s:%d:%d*/", filepath.Base(at.Filename), at.Line, at.Column)
}

// apply returns the package with as many of the edits as it type-checks with, and how
// many these are. An edit that does not fit is left out: transformations need not know
// all the rules of the language.
func (c *Corpus) apply(p *Package, edits []edit) (*Package, int) {
	kept := c.fitting(p, nil, edits)
	if len(kept) == 0 {
		return nil, 0
	}
	q, err := c.check(p.Path, p.rewrite(kept))
	if err != nil {
		return nil, 0
	}
	return q, len(kept)
}

// fitting returns base with those of some edits with which the package type-checks.
func (c *Corpus) fitting(p *Package, base, edits []edit) []edit {
	if len(edits) == 0 {
		return base
	}
	all := slices.Concat(base, edits)
	if _, err := c.check(p.Path, p.rewrite(all)); err == nil {
		return all
	}
	if len(edits) == 1 {
		return base
	}
	half := len(edits) / 2
	return c.fitting(p, c.fitting(p, base, edits[:half]), edits[half:])
}
