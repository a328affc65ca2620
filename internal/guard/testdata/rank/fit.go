package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
)

// numbers are the constants of package guard.
type numbers struct{ chance, changers, commented, minRank float64 }

// tried lists the numbers to choose from.
func tried() []numbers {
	var out []numbers
	for _, chance := range []float64{0.2, 0.3, 0.4, 0.5, 0.6} {
		for _, changers := range []float64{1, 2, 3} {
			for _, commented := range []float64{0, 4, 8} {
				for _, minRank := range []float64{0, 0.5, 0.7, 1, 1.3, 1.6, 2, 2.5} {
					out = append(out, numbers{chance, changers, commented, minRank})
				}
			}
		}
	}
	return out
}

// rank is the statistic of guard.Evidence.
func (n numbers) rank(r *row) float64 {
	held := r.ForReaders + n.changers*r.ForChangers
	if r.Commented {
		held += n.commented
	}
	all := held + r.AgainstReaders + n.changers*r.AgainstChangers
	if all == 0 {
		return 0
	}
	return (held/all - n.chance) / math.Sqrt(n.chance*(1-n.chance)/all)
}

// guards reports whether the numbers make the lock of a row the guard.
func (n numbers) guards(r *row) bool { return r.Written && n.rank(r) >= n.minRank }

// A variable is a map of one package with a row for each lock.
type variable struct {
	repo string
	rows []*row
}

// best returns the row of the lock with the highest rank.
func (v *variable) best(n numbers) *row {
	return slices.MinFunc(v.rows, func(a, b *row) int { return cmp.Or(cmp.Compare(n.rank(b), n.rank(a)), cmp.Compare(a.Near, b.Near)) })
}

// outcome counts variables of which something is reported: bugs, false alarms, and those
// that nobody has read.
type outcome struct{ bugs, alarms, unread int }

// worth is what an outcome is worth. Three of five findings that nobody has read are
// believed to be false alarms, as of those that somebody has.
func (o outcome) worth() float64 { return float64(o.bugs-o.alarms) - 0.2*float64(o.unread) }

func (o outcome) plus(p outcome) outcome {
	return outcome{o.bugs + p.bugs, o.alarms + p.alarms, o.unread + p.unread}
}

// fit prints which numbers find what.
func fit(args []string) error {
	flags := flag.NewFlagSet("fit", flag.ExitOnError)
	verdictFiles := flags.String("verdicts", "", "`files` with verdicts on findings, separated by commas")
	bugFile := flags.String("bugs", "", "`file` with known bugs, whose rows have the id of the bug as name")
	if err := flags.Parse(args); err != nil {
		return err
	}
	known, err := readTruth(strings.Split(*verdictFiles, ","), *bugFile)
	if err != nil {
		return err
	}
	vars, err := readRows(flags.Arg(0), known)
	if err != nil {
		return err
	}
	results := map[numbers]map[string]outcome{}
	for _, n := range tried() {
		results[n] = map[string]outcome{}
		for _, v := range vars {
			if r := v.best(n); n.guards(r) && len(r.Places) > 0 {
				results[n][v.repo] = results[n][v.repo].plus(known.label(r))
			}
		}
	}
	report(results)
	return nil
}

// sum adds the outcomes of all repositories but one.
func sum(of map[string]outcome, without string) (total outcome) {
	for repo, o := range of {
		if repo != without {
			total = total.plus(o)
		}
	}
	return total
}

// bestWithout returns the numbers that are worth most on all repositories but one.
func bestWithout(results map[numbers]map[string]outcome, repo string) numbers {
	return slices.MaxFunc(tried(), func(a, b numbers) int {
		return cmp.Compare(sum(results[a], repo).worth(), sum(results[b], repo).worth())
	})
}

// report prints the outcome of each set of numbers, best first, then that of leaving each
// repository out.
func report(results map[numbers]map[string]outcome) {
	all := tried()
	slices.SortStableFunc(all, func(a, b numbers) int {
		return cmp.Compare(sum(results[b], "").worth(), sum(results[a], "").worth())
	})
	for _, n := range all {
		o := sum(results[n], "")
		fmt.Printf("chance %.1f changers %.0f commented %.0f rank %.1f: bugs %d alarms %d unread %d worth %.1f\n", n.chance, n.changers, n.commented, n.minRank, o.bugs, o.alarms, o.unread, o.worth())
	}
	repos := map[string]bool{}
	for _, of := range results {
		for repo := range of {
			repos[repo] = true
		}
	}
	chosen := map[numbers]int{}
	var held outcome
	for _, repo := range slices.Sorted(maps.Keys(repos)) {
		n := bestWithout(results, repo)
		chosen[n]++
		held = held.plus(results[n][repo])
	}
	fmt.Printf("left out in turn, %d repositories: bugs %d alarms %d unread %d worth %.1f\n", len(repos), held.bugs, held.alarms, held.unread, held.worth())
	for _, n := range all {
		if chosen[n] > 0 {
			fmt.Printf("chosen %d times: %+v\n", chosen[n], n)
		}
	}
}

// truth is what is known of findings and bugs.
type truth struct {
	verdicts map[string]string // by repository and place
	bugs     map[string]bug
}

// bug is a line of the file with known bugs.
type bug struct {
	ID, Repo, File, Map string
	Lines               []int
}

// label says what a finding about a row would be.
func (t *truth) label(r *row) outcome {
	if b, ok := t.bugs[r.Name]; ok {
		if b.is(r) {
			return outcome{bugs: 1}
		}
		return outcome{} // nobody has read the other findings there
	}
	verdict := ""
	for _, p := range r.Places {
		if v := t.verdicts[r.Name+" "+p]; v != "" && verdict != "bug" {
			verdict = v
		}
	}
	switch verdict {
	case "bug":
		return outcome{bugs: 1}
	case "false":
		return outcome{alarms: 1}
	}
	return outcome{unread: 1}
}

var word = regexp.MustCompile(`\w+`)

// is reports whether a row is about the map of the bug.
func (b bug) is(r *row) bool {
	field, _, _ := strings.Cut(r.Var, "{")
	field = field[strings.LastIndexByte(field, '.')+1:]
	if slices.Contains(word.FindAllString(b.Map, -1), field) {
		return true
	}
	return slices.ContainsFunc(r.Places, func(place string) bool {
		file, line := "", 0
		if i := strings.LastIndexByte(place, ':'); i > 0 {
			file = place[:i]
			fmt.Sscan(place[i+1:], &line)
		}
		near := func(l int) bool { return max(l-line, line-l) <= 3 }
		return strings.HasSuffix(b.File, file) && slices.ContainsFunc(b.Lines, near)
	})
}

// readTruth reads the files with verdicts and bugs.
func readTruth(verdictFiles []string, bugFile string) (*truth, error) {
	t := &truth{verdicts: map[string]string{}, bugs: map[string]bug{}}
	for _, file := range verdictFiles {
		err := decode(file, func(v struct{ Name, Finding, Verdict string }) {
			file, rest, _ := strings.Cut(v.Finding, ":")
			line, _, _ := strings.Cut(rest, ":")
			t.verdicts[v.Name+" "+file+":"+line] = v.Verdict
		})
		if err != nil {
			return nil, err
		}
	}
	return t, decode(bugFile, func(b bug) { t.bugs[b.ID] = b })
}

// readRows reads rows and joins those of one variable.
func readRows(file string, known *truth) ([]*variable, error) {
	byKey := map[string]*variable{}
	err := decode(file, func(r row) {
		key := r.Name + " " + r.Package + " " + r.Var
		if byKey[key] == nil {
			byKey[key] = &variable{repo: cmp.Or(known.bugs[r.Name].Repo, r.Name)}
		}
		byKey[key].rows = append(byKey[key].rows, &r)
	})
	var out []*variable
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		out = append(out, byKey[key])
	}
	return out, err
}

// decode calls f with each line of a file of JSON. No name means no file.
func decode[T any](file string, f func(T)) error {
	if file == "" {
		return nil
	}
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	for d := json.NewDecoder(in); ; {
		var v T
		if err := d.Decode(&v); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		f(v)
	}
}
