package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vedette/config"
	"vedette/filter"
	"vedette/news"
)

// conceptDays is how far back the hits of concepts are counted.
const conceptDays = 30

func newConcepts() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "concepts",
		Short: "See what the concepts cover: forms and hits by language, and the gaps",
		Long: `concepts prints a table of the concepts and the languages: how many forms a
concept has in each, and if there is a store, how many items of the last 30
days in that language met it. A gap is a language of the feeds in which a
concept has no form. Forms of the concepts that a concept names count as its
own; a concept that names no language has no gaps.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			loaded, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			c := newCoverage(loaded)
			err = withArchiveOf(cmd, loaded, func(ctx context.Context, _ *config.Loaded, a archive) error {
				c.hasHits = true
				return eachItem(ctx, a, time.Now().AddDate(0, 0, -conceptDays), c.add)
			})
			if errors.Is(err, fs.ErrNotExist) {
				fmt.Fprintln(cmd.ErrOrStderr(), "there is no store yet: hits are not counted")
			} else if err != nil {
				return err
			}
			return c.print(cmd)
		},
	}
	jsonFlag(cmd)
	return cmd
}

// coverage counts the forms and hits of concepts by language.
type coverage struct {
	survey    *filter.Survey
	concepts  []string
	languages []string // of the feeds and of the forms
	ofFeeds   map[string]bool
	hasHits   bool
	forms     map[string]map[string]int // by concept and language; "" is a query
	hits      map[string]map[string]int
}

func newCoverage(loaded *config.Loaded) *coverage {
	c := &coverage{survey: filter.NewSurvey(loaded.Rules()), ofFeeds: map[string]bool{},
		forms: map[string]map[string]int{}, hits: map[string]map[string]int{}}
	seen := map[string]bool{}
	for _, f := range loaded.Config.Feeds {
		c.ofFeeds[f.Language] = f.Language != ""
		seen[f.Language] = true
	}
	own := map[string]map[string]int{}
	for _, k := range loaded.Config.Concepts {
		c.concepts = append(c.concepts, k.Name)
		own[k.Name], c.hits[k.Name] = map[string]int{}, map[string]int{}
	}
	type form struct {
		path   string
		number int
	}
	counted := map[form]bool{}
	for _, clause := range c.survey.Clauses {
		f := form{clause.Place.Path, clause.Form}
		named := clause.Alone && strings.HasPrefix(clause.Text, "@") // its forms are counted below
		if clause.Concept != "" && clause.Kind == filter.PartOfQuery && !counted[f] && !named {
			counted[f] = true
			own[clause.Concept][clause.Lang]++
			seen[clause.Lang] = true
		}
	}
	for _, name := range c.concepts {
		c.forms[name] = map[string]int{}
		for _, inside := range c.survey.Names(name) {
			for lang, n := range own[inside] {
				c.forms[name][lang] += n
			}
		}
	}
	delete(seen, "")
	c.languages = slices.Sorted(maps.Keys(seen))
	return c
}

// add counts an item for the concepts that it meets.
func (c *coverage) add(it *news.Item) {
	for _, i := range c.survey.Met(it) {
		if clause := c.survey.Clauses[i]; clause.Kind == filter.WholeConcept {
			c.hits[clause.Concept][it.Lang]++
		}
	}
}

// gaps gives the languages of the feeds in which a concept has no form.
func (c *coverage) gaps(concept string) (out []string) {
	forms := c.forms[concept]
	if len(forms) == 1 && forms[""] > 0 {
		return nil
	}
	for _, lang := range c.languages {
		if c.ofFeeds[lang] && forms[lang] == 0 {
			out = append(out, lang)
		}
	}
	return out
}

// conceptLine is one concept as concepts --json prints it.
type conceptLine struct {
	Concept string         `json:"concept"`
	Forms   map[string]int `json:"forms"`
	Hits    map[string]int `json:"hits,omitempty"`
	Gaps    []string       `json:"gaps,omitempty"`
}

func (c *coverage) print(cmd *cobra.Command) error {
	t := newTable(append(append([]string{"CONCEPT"}, c.languages...), "GAPS")...)
	for _, name := range c.concepts {
		gaps := c.gaps(name)
		if wantsJSON(cmd) {
			if err := printJSON(cmd.OutOrStdout(), conceptLine{name, c.forms[name], c.hits[name], gaps}); err != nil {
				return err
			}
			continue
		}
		row := []string{name}
		for _, lang := range c.languages {
			row = append(row, c.cell(name, lang))
		}
		t.add(append(row, gapsInWords(gaps))...)
	}
	if wantsJSON(cmd) {
		return nil
	}
	legend := "forms by language"
	if c.hasHits {
		legend = fmt.Sprintf("forms/hits of the last %d days, by language", conceptDays)
	}
	fmt.Fprintln(cmd.ErrOrStderr(), legend)
	return t.print(cmd.OutOrStdout())
}

// cell shows the forms and hits of a concept in one language.
func (c *coverage) cell(name, lang string) string {
	forms := "-"
	if n := c.forms[name][lang]; n > 0 {
		forms = strconv.Itoa(n)
	}
	if !c.hasHits {
		return forms
	}
	return forms + "/" + strconv.Itoa(c.hits[name][lang])
}

// languageNames are those of the region and its press; others are told by
// their codes.
var languageNames = map[string]string{
	"en": "English", "ru": "Russian", "az": "Azerbaijani", "tr": "Turkish", "hy": "Armenian", "ka": "Georgian", "fa": "Persian",
	"kk": "Kazakh", "uz": "Uzbek", "ky": "Kyrgyz", "tg": "Tajik", "tk": "Turkmen", "uk": "Ukrainian", "ar": "Arabic", "he": "Hebrew",
	"de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "el": "Greek", "zh": "Chinese", "ku": "Kurdish", "os": "Ossetian", "ab": "Abkhaz",
}

// gapsInWords tells of the languages without a form.
func gapsInWords(gaps []string) string {
	var out []string
	for _, lang := range gaps {
		name := languageNames[lang]
		if name == "" {
			name = lang
		}
		out = append(out, "no "+name+" form")
	}
	return strings.Join(out, ", ")
}
