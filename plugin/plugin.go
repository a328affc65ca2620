// Package plugin registers mapconcur with golangci-lint, as a module plugin. The file
// .custom-gcl.yml names this package, "golangci-lint custom" builds a golangci-lint that
// contains it, and .golangci.yml enables it as the linter mapconcur, with [Settings].
// docs/ci.md shows all three steps.
//
// Only what golangci-lint needs differently from other drivers belongs here.
package plugin

import (
	"fmt"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/analyzer"
)

func init() { register.Plugin("mapconcur", New) }

// Settings are the settings in .golangci.yml below
// linters.settings.custom.mapconcur.settings.
type Settings struct {
	// Checks selects categories, as the flag -checks does: [-lock-leak].
	Checks []string `json:"checks"`

	// Confidence is proved, likely (the default) or possible.
	Confidence string `json:"confidence"`

	// Fixes set to false removes the suggested fixes from the findings, so that
	// --fix does not apply them.
	Fixes *bool `json:"fixes"`
}

// New returns the plugin with the settings in conf, which golangci-lint has read. It returns
// an error if a setting, category or confidence is unknown.
func New(conf any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[Settings](conf)
	if err != nil {
		return nil, err
	}
	// An issue of golangci-lint has a text but no category.
	cfg := analyzer.Config{NoAlternatives: true, ShowCategory: true}
	if len(s.Checks) > 0 {
		if err := cfg.Checks.Set(strings.Join(s.Checks, ",")); err != nil {
			return nil, fmt.Errorf("checks: %w", err)
		}
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

// GetLoadMode returns the load mode of an analyzer that needs types.
func (*linter) GetLoadMode() string { return register.LoadModeTypesInfo }

// BuildAnalyzers returns the analyzer. Its findings have only the fixes that golangci-lint
// applies correctly.
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
