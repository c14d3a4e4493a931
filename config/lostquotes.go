package config

import (
	"fmt"
	"regexp"

	"go.yaml.in/yaml/v4"

	"vedette/problem"
)

// bareWords is a query of nothing but some words side by side.
var bareWords = regexp.MustCompile(`^\s*[\p{L}\p{M}\p{N}'’*-]+(\s+[\p{L}\p{M}\p{N}'’*-]+)+\s*$`)

// operator finds words that make a query more than words side by side.
var operator = regexp.MustCompile(`(^|\s)(AND|OR|NOT|-\S+)(\s|$)`)

// lostQuotes warns of a query whose writer meant a phrase: YAML takes the
// quotes in `query: "zangezur corridor"` for its own, and what is left means
// both words anywhere.
func (d *decoder) lostQuotes(c Config) problem.List {
	var list problem.List
	look := func(path, query string) {
		exact, n := d.find(path)
		if exact && n.Style&yaml.DoubleQuotedStyle != 0 && bareWords.MatchString(query) && !operator.MatchString(query) {
			list.Add(path, fmt.Sprintf(`write '"%s"' for the phrase, or the words without quotes`, query),
				"YAML takes these quotes for its own: the words may stand anywhere")
		}
	}
	for i, r := range c.Rules {
		look(fmt.Sprintf("rules[%d].query", i), r.Query)
		for j, t := range r.Terms {
			look(fmt.Sprintf("rules[%d].terms[%d].query", i, j), t.Query)
		}
	}
	for i, k := range c.Concepts {
		look(fmt.Sprintf("concepts[%d].query", i), k.Query)
		for lang, forms := range k.Forms {
			for j, form := range forms {
				look(fmt.Sprintf("concepts[%d].forms.%s[%d]", i, lang, j), form)
			}
		}
	}
	for i, ch := range c.Channels {
		look(fmt.Sprintf("channels[%d].query", i), ch.Query)
	}
	return list
}
