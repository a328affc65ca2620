// Package plugin registers mapconcur with golangci-lint, as a plugin of its
// module plugin system. A file .custom-gcl.yml names this package, "golangci-lint
// custom" builds a golangci-lint that has it, and .golangci.yml enables it as
// the linter mapconcur, with [Settings]. docs/ci.md shows all three.
package plugin

import (
	"fmt"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/analyzer"
)

func init() { register.Plugin("mapconcur", New) }

// Settings are what .golangci.yml can say below
// linters.settings.custom.mapconcur.settings.
type Settings struct {
	// Checks selects categories as the flag -checks does: [-lock-leak].
	Checks []string `json:"checks"`

	// Confidence is proved, likely (the default) or possible.
	Confidence string `json:"confidence"`

	// Fixes set to false takes the suggested fixes from the findings, so that
	// --fix leaves them alone.
	Fixes *bool `json:"fixes"`
}

// New returns the plugin with the settings in conf, which golangci-lint has
// read. An unknown setting, category or certainty is an error.
func New(conf any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[Settings](conf)
	if err != nil {
		return nil, err
	}
	// An issue of golangci-lint has a text and no place for the category.
	cfg := analyzer.Config{NoAlternatives: true, ShowCategory: true}
	if err := cfg.Checks.Set(strings.Join(s.Checks, ",")); err != nil {
		return nil, fmt.Errorf("checks: %w", err)
	}
	if s.Confidence != "" {
		if err := cfg.Confidence.Set(s.Confidence); err != nil {
			return nil, fmt.Errorf("confidence %q: %w", s.Confidence, err)
		}
	}
	return &linter{cfg, s.Fixes == nil || *s.Fixes}, nil
}

// A linter is the plugin with its settings.
type linter struct {
	cfg   analyzer.Config
	fixes bool
}

// GetLoadMode says that the analyzer needs types.
func (*linter) GetLoadMode() string { return register.LoadModeTypesInfo }

// BuildAnalyzers returns the analyzer, which offers those fixes that
// golangci-lint can apply.
func (l *linter) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	a := analyzer.New(l.cfg)
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		filtered := *pass
		f := fixFilter{fset: pass.Fset, none: !l.fixes}
		filtered.Report = func(d analysis.Diagnostic) {
			d.SuggestedFixes = f.choose(d)
			pass.Report(d)
		}
		return run(&filtered)
	}
	return []*analysis.Analyzer{a}, nil
}
