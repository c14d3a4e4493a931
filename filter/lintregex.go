package filter

import (
	"regexp"
	"strings"
)

// wordsOnly is an alternative of a regular expression that a word, a phrase or
// a prefix says as well.
var wordsOnly = regexp.MustCompile(`^[\p{L}\p{M}\p{N}]+([ '’-][\p{L}\p{M}\p{N}]+)*(\\w\*|\[\\w\]\*|\\pL\*|\\p\{L\}\*)?$`)

// anyEnding is what a star says in a query.
var anyEnding = regexp.MustCompile(`(\\w|\[\\w\]|\\pL|\\p\{L\})\*$`)

// lintRegex tells of a regular expression where words would do: they are found
// faster, in all their forms and however they are typed.
func lintRegex(e regex) []fault {
	text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(e.text, "("), "?:"), ")")
	if strings.Contains(e.text, ")") && !strings.HasSuffix(e.text, ")") {
		text = e.text
	}
	var words []string
	for alternative := range strings.SplitSeq(text, "|") {
		if !wordsOnly.MatchString(alternative) {
			return nil
		}
		word := anyEnding.ReplaceAllString(alternative, "*")
		if strings.ContainsAny(word, " '’-") {
			word = `"` + word + `"`
		}
		words = append(words, word)
	}
	return []fault{faultf(e.place(), "write "+strings.Join(words, " OR "), "a regular expression stands where words would do")}
}
