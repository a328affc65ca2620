package changes

import "strings"

// A Head is the commit that a working tree is at.
type Head struct {
	Root     string // the top directory of the working tree
	Commit   string // "" if there is none yet
	Modified bool   // files that git knows differ from the commit
}

// HeadOf returns the commit of a directory. It returns the zero Head outside of a git repository,
// or where git is not installed.
func HeadOf(dir string) Head {
	top, err := git(dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return Head{}
	}
	h := Head{Root: strings.TrimSpace(top)}
	if commit, err := git(dir, "rev-parse", "--verify", "HEAD"); err == nil {
		h.Commit = strings.TrimSpace(commit)
	}
	status, err := git(dir, "status", "--porcelain", "--untracked-files=no")
	h.Modified = err == nil && strings.TrimSpace(status) != ""
	return h
}
