package analyzer

import "golang.org/x/tools/go/analysis"

// Config holds the settings of an analyzer.
type Config struct{}

// Analyzer is the analyzer with default settings.
var Analyzer = New(Config{})

// New returns a new analyzer with the settings of cfg.
func New(cfg Config) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "mapconcur",
		Doc:  "find maps shared by goroutines without synchronization",
		URL:  "https://pkg.go.dev/github.com/mapconcur/mapconcur/analyzer",
		Run:  func(*analysis.Pass) (any, error) { return nil, nil },
	}
}
