package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/filter"
	"vedette/news"
)

func newMatch() *cobra.Command {
	var m matching
	cmd := &cobra.Command{
		Use:   "match [ITEMS.jsonl...]",
		Short: "Try the rules on items from files or standard input; nothing is stored",
		Long: `match reads items as JSON lines, from files or from standard input, and prints
a line for each hit: the item, the rule, the clause and the words that fired.
An item has id, title, text (or body), summary, lang, link, source, country,
authors, tags and published; what is missing is empty. 'vedette fetch --json'
and 'vedette items --json' write such lines. How fast it went is told on
standard error.

The rules are those of the configuration, or with --rules those of a YAML list
of names and queries. With --bench only figures are printed: the items are
read before the clock is started, and tried once so that the words in them are
known; then all are matched once more by each of the --threads.

  vedette fetch --json saved-feed.xml | vedette match --json
  vedette match --rules rules.yaml --bench --threads 2 items.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			m.cmd, m.table = cmd, newTable("ITEM", "RULE", "LANG", "WORDS", "TITLE")
			if m.threads < 1 || m.threads > maxThreads {
				return usageError{fmt.Errorf("--threads: write a number from 1 to %d", maxThreads)}
			}
			if err := m.loadRules(); err != nil {
				return err
			}
			return m.run(args)
		},
	}
	cmd.Flags().StringVar(&m.rule, "rule", "", "try only this `RULE`")
	cmd.Flags().StringVar(&m.file, "rules", "", "try the rules of this YAML `FILE`, not those of the configuration")
	cmd.Flags().IntVar(&m.threads, "threads", 1, "match with this `NUMBER` of threads at once")
	cmd.Flags().BoolVar(&m.bench, "bench", false, "print figures and no hits")
	_ = cmd.MarkFlagFilename("rules", "yaml", "yml", "json")
	jsonFlag(cmd)
	return cmd
}

// maxThreads bounds --threads; more than there are processors gain nothing.
const maxThreads = 256

// matching is one run of match.
type matching struct {
	cmd     *cobra.Command
	rule    string
	file    string
	threads int
	bench   bool

	rules       *filter.Set
	build       time.Duration // to compile the rules of a file
	table       *table
	items, hits int
	bad         int
	spent       time.Duration // in the matcher alone
}

func (m *matching) loadRules() error {
	if m.file == "" {
		loaded, err := loadConfig(m.cmd)
		if err != nil {
			return err
		}
		m.rules = loaded.Filter
	} else {
		f, err := config.LoadRules(m.file)
		if err != nil {
			return err
		}
		start := time.Now()
		set, problems := filter.Compile(f.Config)
		m.build = time.Since(start)
		if err := f.Place(problems).Err(); err != nil {
			return err
		}
		m.rules = set
	}
	if m.rule == "" {
		return nil
	}
	only, err := m.rules.Only(m.rule)
	if err != nil {
		return usageError{fmt.Errorf("--rule: %w", err)}
	}
	m.rules = only
	return nil
}

func (m *matching) run(paths []string) error {
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	var all []*news.Item
	keep := func(it *news.Item) error {
		all = append(all, it)
		return nil
	}
	use := m.item
	if m.bench || m.threads > 1 {
		use = keep
	}
	for _, path := range paths {
		if err := m.read(path, use); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	var err error
	switch {
	case m.bench:
		err = m.measure(all)
	case m.threads > 1:
		err = m.parallel(all)
	}
	if err != nil {
		return err
	}
	if !m.bench {
		if err := m.summary(); err != nil {
			return err
		}
	}
	if m.bad > 0 {
		return errReported
	}
	return nil
}

func (m *matching) summary() error {
	if !wantsJSON(m.cmd) && m.hits > 0 {
		if err := m.table.print(m.cmd.OutOrStdout()); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(m.cmd.ErrOrStderr(), "%s, %s, %.0f items/s in the matcher\n",
		news.Count(m.items, "item"), news.Count(m.hits, "hit"), float64(m.items)/max(m.spent.Seconds(), 1e-9))
	return err
}

// read gives the items of a file to use, one after the other.
func (m *matching) read(path string, use func(*news.Item) error) error {
	in, err := openInput(m.cmd, path)
	if err != nil {
		return err
	}
	defer in.Close()
	bar := newProgress(m.cmd.ErrOrStderr(), -1, "items")
	defer bar.clear()
	lines := newItemReader(in, path)
	for {
		it, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			m.bad++
			bar.clear()
			fmt.Fprintf(m.cmd.ErrOrStderr(), "vedette: %v\n", err)
			if lines.broken {
				return nil
			}
			continue
		}
		bar.add(1)
		if err := use(it); err != nil {
			return err
		}
	}
}

func (m *matching) item(it *news.Item) error {
	start := time.Now()
	hits := m.rules.Match(it)
	m.spent += time.Since(start)
	return m.print(it, hits)
}

func (m *matching) print(it *news.Item, hits []news.Hit) error {
	m.items++
	m.hits += len(hits)
	for _, h := range hits {
		if !wantsJSON(m.cmd) {
			m.table.add(it.ID, h.Rule, it.Lang, cut(words(h.Spans), 60), oneLine(it.Title))
			continue
		}
		if err := printJSON(m.cmd.OutOrStdout(), matchLine{it.ID, h.Rule, h.Severity, h.Clause, h.Spans}); err != nil {
			return err
		}
	}
	return nil
}

// matchLine is one hit as match --json prints it.
type matchLine struct {
	Item     string        `json:"item"`
	Rule     string        `json:"rule"`
	Severity news.Severity `json:"severity,omitempty"`
	Clause   string        `json:"clause"`
	Spans    []news.Span   `json:"spans"`
}
