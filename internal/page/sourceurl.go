package page

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// A SourceURL makes links to the source. The zero SourceURL makes none.
type SourceURL struct {
	Template string // with {file} and perhaps {line} and {commit}
	Root     string // the directory that {file} is relative to
	Commit   string
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// CheckSourceURL returns an error if a template cannot make links.
func CheckSourceURL(text string) error {
	for _, p := range placeholder.FindAllString(text, -1) {
		if p != "{file}" && p != "{line}" && p != "{commit}" {
			return fmt.Errorf("%s is none of {file}, {line} and {commit}", p)
		}
	}
	u, err := url.Parse(placeholder.ReplaceAllString(text, "1"))
	switch {
	case err != nil:
		return err
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return fmt.Errorf("%q does not begin with https:// or http:// and a host", text)
	case !strings.Contains(text, "{file}"):
		return fmt.Errorf("%q has no {file}", text)
	}
	return nil
}

// NeedsCommit reports whether the template names the commit.
func (s SourceURL) NeedsCommit() bool { return strings.Contains(s.Template, "{commit}") }

// of returns the link to a position, "" if the file is not below the root.
func (s SourceURL) of(posn string) string {
	at := finding.ParsePosition(posn)
	rel, err := filepath.Rel(s.Root, at.File)
	if s.Template == "" || err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	parts := strings.Split(filepath.ToSlash(rel), "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.NewReplacer(
		"{file}", strings.Join(parts, "/"), "{line}", strconv.Itoa(max(at.Line, 1)), "{commit}", url.PathEscape(s.Commit),
	).Replace(s.Template)
}
