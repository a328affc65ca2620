// Package baseline keeps the findings that a project has decided to live with
// for now, in a file: a run tells what is not in it, and what is in it without
// need.
package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// version is that of the format of the file.
const version = 1

// A Baseline is the content of a file.
type Baseline struct {
	Version int `json:"version"`
	// Flags are those of the run that wrote the file. What a run with others
	// does not find may be there all the same.
	Flags    []string `json:"flags"`
	Findings []Entry  `json:"findings"`
}

// An Entry is a finding, or another access of its cause: a finding is known if all of
// its accesses are. The fingerprint alone decides; the rest is for people.
type Entry struct {
	Fingerprint string `json:"fingerprint"`
	Category    string `json:"category"`
	Package     string `json:"package"`
	File        string `json:"file"` // as seen from the baseline file, with slashes
	Code        string `json:"code"` // the line
}

// String names an entry in a message.
func (e Entry) String() string { return fmt.Sprintf("%s: %s: %s", e.File, e.Category, e.Code) }

// Read reads a file. One that is not wholly understood is an error: it may hold
// findings that would be taken for new ones or, when it is written, be lost.
func Read(name string) (*Baseline, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	b := new(Baseline)
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(b); err != nil {
		return nil, fmt.Errorf("%s is not a baseline file: %w", name, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s is not a baseline file: there is more behind the first JSON object", name)
	}
	if b.Version != version {
		return nil, fmt.Errorf("%s is a baseline file of version %d; this mapconcur knows version %d", name, b.Version, version)
	}
	for i, e := range b.Findings {
		if e.Fingerprint == "" || e.Package == "" {
			return nil, fmt.Errorf("%s is not a baseline file: finding %d has no fingerprint or no package", name, i+1)
		}
	}
	return b, nil
}

// New returns the baseline of a run: its findings and those of old, which may be
// nil, in packages that the run did not analyze.
func New(name string, flags []string, findings []finding.Finding, old *Baseline, analyzed func(pkg string) bool) *Baseline {
	b := &Baseline{Version: version, Flags: append([]string{}, flags...), Findings: []Entry{}}
	var sources finding.Sources
	sites, _ := apart(findings)
	for i, print := range finding.Fingerprints(sites, &sources) {
		f := sites[i]
		b.Findings = append(b.Findings, Entry{print, f.Category, f.Package, relative(name, finding.ParsePosition(f.Posn).File), f.Code(&sources)})
	}
	if old != nil {
		for _, e := range old.Findings {
			if !analyzed(e.Package) && !gone(name, e) {
				b.Findings = append(b.Findings, e)
			}
		}
	}
	slices.SortFunc(b.Findings, func(a, b Entry) int {
		return strings.Compare(a.Package+"\x00"+a.File+"\x00"+a.Code+"\x00"+a.Fingerprint, b.Package+"\x00"+b.File+"\x00"+b.Code+"\x00"+b.Fingerprint)
	})
	return b
}

// relative returns a file as seen from the baseline file, if it can be.
func relative(name, file string) string {
	if abs, err := filepath.Abs(name); err == nil {
		if rel, err := filepath.Rel(filepath.Dir(abs), file); err == nil {
			file = rel
		}
	}
	return filepath.ToSlash(file)
}

// gone reports whether the file of an entry does not exist any more.
func gone(name string, e Entry) bool {
	file := filepath.FromSlash(e.File)
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(name), file)
	}
	_, err := os.Stat(file)
	return errors.Is(err, os.ErrNotExist)
}

// Write writes the file as a whole or not at all.
func (b *Baseline) Write(name string) error {
	data, err := json.MarshalIndent(b, "", "\t")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".mapconcur-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(data, '\n'))
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// apart lists the accesses of findings, each as a finding by itself, and says of which
// finding each of them is.
func apart(findings []finding.Finding) (sites []finding.Finding, of []int) {
	for i, f := range findings {
		for _, s := range f.Sites() {
			sites, of = append(sites, s), append(of, i)
		}
	}
	return sites, of
}

// Apply splits the findings of a run: those that the baseline does not have,
// and the entries of the baseline, in packages that the run analyzed or whose
// file does not exist any more, that match no finding. A run with other flags
// leaves no entry over.
func (b *Baseline) Apply(name string, flags []string, findings []finding.Finding, analyzed func(pkg string) bool) (fresh []finding.Finding, stale []Entry) {
	known := map[string]int{}
	for _, e := range b.Findings {
		known[e.Fingerprint]++
	}
	sites, of := apart(findings)
	unknown := map[int]bool{}
	for i, print := range finding.Fingerprints(sites, new(finding.Sources)) {
		if known[print] > 0 {
			known[print]--
		} else {
			unknown[of[i]] = true
		}
	}
	for i, f := range findings {
		if unknown[i] {
			fresh = append(fresh, f)
		}
	}
	if !slices.Equal(flags, b.Flags) {
		return fresh, nil
	}
	for _, e := range b.Findings {
		if known[e.Fingerprint] > 0 && (analyzed(e.Package) || gone(name, e)) {
			known[e.Fingerprint]--
			stale = append(stale, e)
		}
	}
	return fresh, stale
}
