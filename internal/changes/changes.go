// Package changes asks git which lines a working tree has changed since a
// revision, so that a run can tell of new code alone.
package changes

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// Changes are the lines of Go files that were added or changed.
type Changes struct {
	lines map[string]map[int]bool // by file, with symbolic links resolved
	whole map[string]bool         // files that git does not know yet
}

// Since returns what the working tree of a directory has changed since its
// history left that of a revision: what others have changed there meanwhile does
// not count.
func Since(dir, revision string) (*Changes, error) {
	top, err := git(dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	root := strings.TrimSpace(top)
	diff, err := git(root, "diff", "--merge-base", "--unified=0", "--find-renames", "--no-color", "--no-ext-diff", "--no-textconv",
		"--src-prefix=a/", "--dst-prefix=b/", "--end-of-options", revision, "--", "*.go")
	if err != nil {
		return nil, err
	}
	untracked, err := git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", "*.go")
	if err != nil {
		return nil, err
	}
	c := &Changes{lines: map[string]map[int]bool{}, whole: map[string]bool{}}
	for name := range strings.SplitSeq(untracked, "\x00") {
		if name != "" {
			c.whole[resolve(filepath.Join(root, name))] = true
		}
	}
	return c, c.read(root, diff)
}

// git runs git in a directory. Its message is the error.
func git(dir string, args ...string) (string, error) {
	var out, errs bytes.Buffer
	cmd := exec.Command("git", append([]string{"-c", "core.quotePath=false"}, args...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	if err := cmd.Run(); err != nil {
		if message := strings.TrimSpace(errs.String()); message != "" {
			err = errors.New(message)
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return out.String(), nil
}

// hunk matches the line that begins a hunk, with the lines of the new file.
var hunk = regexp.MustCompile(`^@@ -\S+ \+(\d+)(?:,(\d+))? @@`)

// read reads a diff without context lines.
func (c *Changes) read(root, diff string) error {
	file := ""
	for line := range strings.Lines(diff) {
		if name, ok := strings.CutPrefix(line, "+++ "); ok && file == "" {
			name = strings.TrimRight(name, "\t\n")
			if unquoted, err := strconv.Unquote(name); err == nil {
				name = unquoted
			}
			file = resolve(filepath.Join(root, strings.TrimPrefix(name, "b/")))
			continue
		}
		if strings.HasPrefix(line, "diff --git ") {
			file = ""
		}
		m := hunk.FindStringSubmatch(line)
		if m == nil || file == "" {
			continue
		}
		first, err := strconv.Atoi(m[1])
		if err != nil {
			return fmt.Errorf("git diff: hunk %q", line)
		}
		count := 1
		if m[2] != "" {
			if count, err = strconv.Atoi(m[2]); err != nil {
				return fmt.Errorf("git diff: hunk %q", line)
			}
		}
		c.add(file, first, count)
	}
	return nil
}

// add adds lines of a file.
func (c *Changes) add(file string, first, count int) {
	if c.lines[file] == nil {
		c.lines[file] = map[int]bool{}
	}
	for i := range count {
		c.lines[file][first+i] = true
	}
}

// Touch reports whether a finding, or the other access that it speaks of, lies
// in changed lines.
func (c *Changes) Touch(f finding.Finding) bool {
	if c.has(f.Posn) {
		return true
	}
	for _, r := range f.Related {
		if c.has(r.Posn) {
			return true
		}
	}
	return false
}

// has reports whether a position lies in changed lines.
func (c *Changes) has(posn string) bool {
	p := finding.ParsePosition(posn)
	file := resolve(p.File)
	return c.whole[file] || c.lines[file][p.Line]
}

// resolve follows symbolic links: git and the go command may name a directory
// in two ways.
func resolve(file string) string {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		return real
	}
	return filepath.Clean(file)
}
