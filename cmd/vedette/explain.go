package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/filter"
	"vedette/news"
)

func newExplain() *cobra.Command {
	var file, lang string
	var all bool
	cmd := &cobra.Command{
		Use:   "explain RULE|@CONCEPT|QUERY ITEM",
		Short: "Tell why an item meets a rule, or which clause it fails and how near it was",
		Long: `explain holds one item against one rule, a concept or a query of its own, and shows what became of every part of
the query: + stands before a part that was met, - before one that was not. For
a hit, the words that fired are marked in the text like [this].

ITEM is the id of an item in the store, as 'vedette items --json' tells it, or
with --items of an item in a file of JSON lines; or - for a text from standard
input, whose language --lang names.

  vedette explain zangezur-corridor 0123456789abcdef0123456789abcdef
  echo "Трасса Трампа" | vedette explain tripp - --lang ru`,
		Args: exactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			loaded, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			it, err := findItem(cmd, loaded, args[1], file, lang)
			if err != nil {
				return err
			}
			e, err := explanation(loaded.Filter, args[0], it)
			if err != nil {
				return usageError{err}
			}
			if wantsJSON(cmd) {
				return printJSON(cmd.OutOrStdout(), e)
			}
			return printExplanation(cmd.OutOrStdout(), e, it, all)
		},
	}
	cmd.Flags().StringVar(&file, "items", "", "look for the item in this `FILE` of JSON lines")
	cmd.Flags().StringVar(&lang, "lang", "", "the `LANGUAGE` of a text from standard input, such as ru")
	cmd.Flags().BoolVar(&all, "all", false, "show every alternative, however far from being met")
	jsonFlag(cmd)
	return cmd
}

// explanation takes what is the name of no rule as a query, if it looks like
// one: @concept, or more than a name.
func explanation(rules *filter.Set, asked string, it *news.Item) (filter.Explanation, error) {
	e, err := rules.Explain(asked, it)
	if err == nil || !strings.ContainsAny(asked, "@ \"(:/=*") {
		return e, err
	}
	q, wrong := rules.Query(asked)
	if wrong != nil {
		return e, fmt.Errorf("%w; and as a query: %w", err, wrong)
	}
	return q.Explain(it), nil
}

// maxText bounds a text from standard input.
const maxText = 16 << 20

// findItem gives the item that the command line names.
func findItem(cmd *cobra.Command, loaded *config.Loaded, id, file, lang string) (*news.Item, error) {
	if id == "-" && file == "" {
		text, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), maxText))
		if err != nil {
			return nil, fmt.Errorf("standard input: %w", err)
		}
		return &news.Item{ID: "stdin", Text: string(text), Lang: lang}, nil
	}
	var found *news.Item
	var err error
	if file != "" {
		err = eachItemOf(cmd, file, func(it *news.Item) {
			if it.ID == id {
				found = it
			}
		})
	} else {
		err = withArchiveOf(cmd, loaded, func(ctx context.Context, _ *config.Loaded, a archive) error {
			it, _, err := a.Item(ctx, id)
			if errors.Is(err, news.ErrNotFound) {
				return nil
			}
			found = &it
			return err
		})
	}
	if err == nil && found == nil {
		err = fmt.Errorf("there is no item %q: 'vedette items --json' tells the ids", id)
	}
	return found, err
}

// explainedWidth is how much of a field is shown around its words, in code
// points: two or three lines of a terminal.
const explainedWidth = 240

func printExplanation(out io.Writer, e filter.Explanation, it *news.Item, all bool) error {
	verdict := "misses"
	if e.Met {
		verdict = "hits"
	}
	fmt.Fprintf(out, "rule %s %s item %s: %s\n", e.Rule, verdict, e.Item, cut(oneLine(it.Title), 80))
	if e.Met {
		fmt.Fprintf(out, "clause: %s\n", oneLine(e.Clause))
	} else {
		fmt.Fprintf(out, "why: %s\n", oneLine(e.Why()))
	}
	for _, field := range spanFields(e.Spans) {
		fmt.Fprintf(out, "%s: %s\n", field, marked(it.FieldValue(field), field, e.Spans))
	}
	fmt.Fprintln(out)
	var b strings.Builder
	writePart(&b, e.Query, 0, all)
	_, err := io.WriteString(out, b.String())
	return err
}

// spanFields lists the fields of some spans, each once.
func spanFields(spans []news.Span) (out []string) {
	for _, s := range spans {
		if !slices.Contains(out, s.Field) {
			out = append(out, s.Field)
		}
	}
	return out
}

// marked shows the words that fired in brackets.
func marked(text, field string, spans []news.Span) string {
	var b strings.Builder
	for _, piece := range news.Excerpt(text, field, spans, explainedWidth) {
		if piece.Mark {
			b.WriteString("[" + piece.Text + "]")
		} else {
			b.WriteString(piece.Text)
		}
	}
	return oneLine(b.String())
}

// maxAlternatives is how many alternatives are shown that were not met: the
// nearest ones.
const maxAlternatives = 5

// writePart writes a part of the query and all in it, one a line.
func writePart(b *strings.Builder, p filter.Part, depth int, all bool) {
	mark := "-"
	if p.Met {
		mark = "+"
	}
	indent := strings.Repeat("  ", depth)
	fmt.Fprintf(b, "%s%s %s", indent, mark, oneLine(p.Text))
	if p.Note != "" {
		fmt.Fprintf(b, "   %s", oneLine(p.Note))
	}
	b.WriteByte('\n')
	parts, left := p.Parts, 0
	if p.Text == "OR" && !all {
		parts, left = nearest(parts)
	}
	for _, inside := range parts {
		writePart(b, inside, depth+1, all)
	}
	if left > 0 {
		fmt.Fprintf(b, "%s  … %d more, not met\n", indent, left)
	}
}

// nearest gives the alternatives that were met, and of the others the nearest;
// left is how many there are besides.
func nearest(parts []filter.Part) (shown []filter.Part, left int) {
	sorted := slices.Clone(parts)
	slices.SortStableFunc(sorted, func(a, b filter.Part) int {
		switch {
		case a.Near > b.Near:
			return -1
		case a.Near < b.Near:
			return 1
		}
		return 0
	})
	met := slices.IndexFunc(sorted, func(p filter.Part) bool { return !p.Met })
	if met < 0 {
		return sorted, 0
	}
	end := min(len(sorted), met+maxAlternatives)
	if met > 0 { // one that was met is reason enough
		end = met
	}
	return sorted[:end], len(sorted) - end
}
