package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"vedette/filter"
	"vedette/news"
)

func newMatch() *cobra.Command {
	var rule string
	cmd := &cobra.Command{
		Use:   "match [ITEMS.jsonl...]",
		Short: "Try the rules on items from files or standard input; nothing is stored",
		Long: `match reads items as JSON lines, from files or from standard input, and prints
a line for each hit: the item, the rule, the clause and the words that fired.
An item has id, title, text (or body), summary, lang, link, source, country,
authors, tags and published; what is missing is empty. 'vedette fetch --json'
and 'vedette items --json' write such lines. How fast it went is told on
standard error.

  vedette fetch --json saved-feed.xml | vedette match --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			loaded, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			rules := loaded.Filter
			if rule != "" {
				if rules, err = rules.Only(rule); err != nil {
					return usageError{fmt.Errorf("--rule: %w", err)}
				}
			}
			m := &matching{cmd: cmd, rules: rules, table: newTable("ITEM", "RULE", "LANG", "WORDS", "TITLE")}
			return m.run(args)
		},
	}
	cmd.Flags().StringVar(&rule, "rule", "", "try only this `RULE`")
	jsonFlag(cmd)
	return cmd
}

// matching is one run of match.
type matching struct {
	cmd         *cobra.Command
	rules       *filter.Set
	table       *table
	items, hits int
	bad         int
	spent       time.Duration // in the matcher alone
}

func (m *matching) run(paths []string) error {
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	for _, path := range paths {
		if err := m.file(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	if !wantsJSON(m.cmd) && m.hits > 0 {
		if err := m.table.print(m.cmd.OutOrStdout()); err != nil {
			return err
		}
	}
	fmt.Fprintf(m.cmd.ErrOrStderr(), "%s, %s, %.0f items/s in the matcher\n",
		count(m.items, "item"), count(m.hits, "hit"), float64(m.items)/max(m.spent.Seconds(), 1e-9))
	if m.bad > 0 {
		return errReported
	}
	return nil
}

func (m *matching) file(path string) error {
	in := m.cmd.InOrStdin()
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return cause(err)
		}
		defer f.Close()
		in = f
	}
	bar := newProgress(m.cmd.ErrOrStderr(), -1, "items")
	defer bar.clear()
	lines := newItemReader(in, path)
	for {
		it, err := lines.next()
		if err == io.EOF {
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
		if err := m.item(it); err != nil {
			return err
		}
	}
}

func (m *matching) item(it *news.Item) error {
	start := time.Now()
	hits := m.rules.Match(it)
	m.spent += time.Since(start)
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
