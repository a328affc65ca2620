package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// TestHelpTopics wants a help command for everything that "mapconcur help" names.
func TestHelpTopics(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	all := mapconcur(t, dir, "help")
	all.check(t, 0, "usage: mapconcur [flags] [packages]", "")
	for _, flag := range []string{"-h", "-help", "--help"} {
		if o := mapconcur(t, dir, flag); o != all {
			t.Errorf("%s prints something else than help:\n%s", flag, o.stdout)
		}
	}
	// Go vet and unitchecker send people there.
	if o := mapconcur(t, dir, "help", "mapconcur"); o != all {
		t.Errorf("help mapconcur prints\n%s", o.stdout)
	}
	for _, c := range conflict.Categories() {
		if !strings.Contains(all.stdout, "\n  "+string(c.ID)+" ") {
			t.Errorf("help does not name %s", c.ID)
		}
		mapconcur(t, dir, "help", string(c.ID)).check(t, 0, string(c.ID)+": "+c.Title+"\n", "")
	}
	mapconcur(t, dir, "help", "report").check(t, 0, "usage: mapconcur report -o file", "")
	mapconcur(t, dir, "help", "lsp").check(t, 0, "usage: mapconcur lsp", "")
	mapconcur(t, dir, "help", "none").check(t, 2, "", `no help for "none"; topics are report, lsp, and the categories write-write, `)
	mapconcur(t, dir, "help", "lsp", "report").check(t, 2, "", "help takes one topic, not 2")
}

// TestFlagsInDocs wants docs/usage.md to name every flag that the help prints.
func TestFlagsInDocs(t *testing.T) {
	t.Parallel()
	page := readPage(t, "docs/usage.md")
	for _, topic := range []string{"mapconcur", "report", "lsp"} {
		help := mapconcur(t, t.TempDir(), "help", topic).stdout
		for _, m := range regexp.MustCompile(`(?m)^  (-[\w-]+) `).FindAllStringSubmatch(help, -1) {
			if !regexp.MustCompile("`[^`]*" + m[1] + "[ =`]").MatchString(page) {
				t.Errorf("docs/usage.md does not name %s of help %s", m[1], topic)
			}
		}
	}
}

// TestHelpHidesData wants flags that only the command itself uses to stay out of the help.
func TestHelpHidesData(t *testing.T) {
	t.Parallel()
	help := mapconcur(t, t.TempDir(), "help").stdout
	for _, f := range []string{inventoryFlag, rulesFlag, reportFlag} {
		if strings.Contains(help, "\n  -"+f+" ") {
			t.Errorf("help prints -%s", f)
		}
	}
}

// TestHelpShowsFlags wants each command to print the flags that it takes, and to refuse the
// others by name.
func TestHelpShowsFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for command, flags := range map[string]struct{ taken, refused []string }{
		"report": {[]string{"o", "against", "source-url", "commit", "date", "checks", "confidence", "baseline", "new-from", "C", "tags"}, []string{"fix", "diff", "json", "trace", "explain", "write-baseline"}},
		"lsp":    {[]string{"checks", "confidence", "baseline", "new-from", "tags"}, []string{"fix", "json", "trace", "apart"}},
	} {
		help := mapconcur(t, dir, command, "-help")
		if o := mapconcur(t, dir, "help", command); o != help {
			t.Errorf("help %s and %s -help print different things", command, command)
		}
		for _, f := range flags.taken {
			if !strings.Contains(help.stdout, "\n  -"+f+" ") {
				t.Errorf("help %s does not print -%s:\n%s", command, f, help.stdout)
			}
		}
		for _, f := range flags.refused {
			if strings.Contains(help.stdout, "\n  -"+f+" ") {
				t.Errorf("help %s prints -%s", command, f)
			}
			mapconcur(t, dir, command, "-"+f).check(t, 2, "", "mapconcur: "+command+" does not take flag -"+f+"\nRun 'mapconcur help "+command+"' for usage.\n")
		}
	}
}

// TestVetFlags wants go vet to send people with a wrong flag to commands that exist.
func TestVetFlags(t *testing.T) {
	t.Parallel()
	dir := module(t, clean)
	o := goVet(t, dir, "-mapconcur.nosuch", "./...")
	o.check(t, 2, "", "flag provided but not defined: -mapconcur.nosuch")
	o2 := goVet(t, dir, "-mapconcur.checks=nosuch", "./...")
	o2.check(t, 1, "", `mapconcur: invalid value "nosuch" for flag -mapconcur.checks: unknown check "nosuch"; known are all, write-write, `)
	goVet(t, dir, "-mapconcur.checks=all,-all", "./...").check(t, 1, "", "the list selects no category")
	for _, m := range regexp.MustCompile(`(?m)'?(\S*mapconcur) (-?[\w.]+)`).FindAllStringSubmatch(o.stderr+o2.stderr, -1) {
		if m[2] == "invalid" {
			continue
		}
		mapconcur(t, dir, m[2]).check(t, 0, "usage: mapconcur", "")
	}
}

// TestEmptySelection refuses lists of categories that select none.
func TestEmptySelection(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	mapconcur(t, dir, "-checks=all,-all").check(t, 2, "", `invalid value "all,-all" for flag -checks: the list selects no category`)
	mapconcur(t, dir, "-checks=").check(t, 2, "", `invalid value "" for flag -checks: the list is empty`)
}

// TestChangeDirectory runs in another directory: positions and files are as seen from there.
func TestChangeDirectory(t *testing.T) {
	t.Parallel()
	dir, elsewhere := module(t, buggy), t.TempDir()
	mapconcur(t, elsewhere, "-C", dir).check(t, 1, "buggy/buggy.go:5:", "")
	mapconcur(t, elsewhere, "-C="+filepath.Join(dir, "buggy"), ".").check(t, 1, "buggy.go:5:", "")
	mapconcur(t, elsewhere, "report", "-C", dir, "-o", "r.json").check(t, 0, "", "")
	if _, err := os.Stat(filepath.Join(dir, "r.json")); err != nil {
		t.Error(err)
	}
	mapconcur(t, elsewhere, "-C", "none").check(t, 2, "", "flag -C: chdir none: ")
}

// TestMistypedCommand says that a word was taken for a package.
func TestMistypedCommand(t *testing.T) {
	t.Parallel()
	dir := module(t, buggy)
	mapconcur(t, dir, "reprot").check(t, 2, "", `"reprot" is taken for a package, since it is none of the commands report, lsp and help`)
	if o := mapconcur(t, dir, "./none"); strings.Contains(o.stderr, "is taken for") {
		t.Errorf("got %s", o.stderr)
	}
}
