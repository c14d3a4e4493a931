package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/filter"
	"vedette/news"
	"vedette/problem"
)

// pastCheck holds the rules against items that came already.
type pastCheck struct {
	archive   bool
	items     string
	tooCommon float64 // per cent

	survey *filter.Survey
	met    []int // items, by clause
	total  int
}

func (p *pastCheck) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&p.archive, "archive", false, "hold the rules against the items of the store")
	f.StringVar(&p.items, "items", "", "hold the rules against the items of this `FILE` of JSON lines")
	f.Float64Var(&p.tooCommon, "too-common", 5, "warn of rules and forms that meet more than `PERCENT` of the items")
	_ = cmd.MarkFlagFilename("items", "jsonl", "json")
}

// minItems is the fewest items that say whether a clause is too common: one of
// a handful is more than five per cent by chance.
const minItems = 100

// warnings gives those of the configuration, with those of the past if they
// are asked for.
func (p *pastCheck) warnings(cmd *cobra.Command, loaded *config.Loaded) (problem.List, error) {
	if !p.archive && p.items == "" {
		return loaded.Warnings, nil
	}
	if p.tooCommon <= 0 || p.tooCommon > 100 {
		return nil, usageError{fmt.Errorf("--too-common: write a number of per cent, such as 5")}
	}
	p.survey = filter.NewSurvey(loaded.Rules())
	p.met = make([]int, len(p.survey.Clauses))
	if err := p.read(cmd, loaded); err != nil {
		return nil, err
	}
	if p.total == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "there are no items: the rules were held against nothing")
		return loaded.Warnings, nil
	}
	return append(loaded.Warnings, loaded.Placed(append(p.unmet(), p.common()...))...), nil
}

func (p *pastCheck) read(cmd *cobra.Command, loaded *config.Loaded) error {
	if p.items != "" {
		return eachItemOf(cmd, p.items, p.add)
	}
	return withArchiveOf(cmd, loaded, func(ctx context.Context, _ *config.Loaded, a archive) error {
		return eachItem(ctx, a, time.Time{}, p.add)
	})
}

func (p *pastCheck) add(it *news.Item) {
	p.total++
	for _, i := range p.survey.Met(it) {
		p.met[i]++
	}
}

// maxNamed bounds the clauses that one warning names.
const maxNamed = 5

// unmet warns of rules and concepts that were never met, and of the clauses of
// the others, one warning for each query. What stands behind NOT is there for
// items that may come yet.
func (p *pastCheck) unmet() (list problem.List) {
	whole := false
	open := -1 // the clause that began the query at hand
	var never []string
	flush := func() {
		if n := len(never); n > 0 {
			if n > maxNamed {
				never = append(never[:maxNamed], fmt.Sprintf("… %d more", n-maxNamed))
			}
			at := p.survey.Clauses[open].Place
			at.Message = fmt.Sprintf("%s met none of %s: %s", news.Count(n, "clause"), news.Count(p.total, "item"), strings.Join(never, ", "))
			at.Hint = "see that they are spelled as the texts have them"
			list = append(list, at)
		}
		never, open = nil, -1
	}
	for i, c := range p.survey.Clauses {
		if open >= 0 && c.Place.Path != p.survey.Clauses[open].Place.Path || c.Kind != filter.PartOfQuery {
			flush()
		}
		switch {
		case c.Kind != filter.PartOfQuery:
			if whole = p.met[i] == 0; whole {
				list.Add(ownerPath(c), "try its clauses with vedette explain", "%s met none of %s", ownerOf(c), news.Count(p.total, "item"))
			}
		case !whole && !c.Excluded && p.met[i] == 0:
			if open < 0 {
				open = i
			}
			never = append(never, c.Text)
		}
	}
	flush()
	return list
}

// common warns of rules, and of forms of concepts, that say little.
func (p *pastCheck) common() (list problem.List) {
	if p.total < minItems {
		return nil
	}
	for i, c := range p.survey.Clauses {
		share := 100 * float64(p.met[i]) / float64(p.total)
		if share <= p.tooCommon || c.Kind == filter.PartOfQuery && !(c.Alone && c.Concept != "") || c.Kind == filter.WholeConcept {
			continue
		}
		at := c.Place
		name := ownerOf(c)
		if c.Kind == filter.PartOfQuery {
			name = c.Text
		} else {
			at = problem.Problem{Path: ownerPath(c)}
		}
		at.Message = fmt.Sprintf("%s met %.1f %% of %s", name, share, news.Count(p.total, "item"))
		at.Hint = "ask for more: a AND b, a NEAR/5 b, title:a; or raise --too-common"
		list = append(list, at)
	}
	return list
}

// ownerOf names the rule or concept of a clause.
func ownerOf(c filter.Clause) string {
	if c.Rule != "" {
		return "the rule " + c.Rule
	}
	return "the concept " + c.Concept
}

// ownerPath gives the path of the name of a clause's rule or concept.
func ownerPath(c filter.Clause) string {
	entry, _, _ := strings.Cut(c.Place.Path, "]")
	return entry + "].name"
}
