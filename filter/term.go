package filter

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// word is one word of a query: folded, and whole or the beginning of a word.
type word struct {
	fold   string
	prefix bool
}

// cutWords gives the words of a term or phrase as the text is cut, each with
// a star after it or not.
func cutWords(text string) []word {
	runes := []rune(text)
	var out []word
	for _, t := range tokens(text) {
		out = append(out, word{fold: t.fold, prefix: t.end < len(runes) && runes[t.end] == '*'})
	}
	return out
}

// wordFault says what is wrong with the words of a term whose first sign is
// code point at of the query.
func wordFault(text string, at int) (f fault, ok bool) {
	runes := []rune(text)
	found := tokens(text)
	ends := make(map[int]bool, len(found))
	for _, t := range found {
		ends[t.end] = true
	}
	for i, r := range runes {
		switch {
		case r != '*':
		case !ends[i]:
			return faultf(at+i, "write the beginning of a word before it: sanction*", "this * follows no word"), false
		case i+1 < len(runes) && (wordy(runes[i+1]) || inner(runes[i+1])):
			return faultf(at+i, "write sanction* for all words that begin so", "a * can only end a word"), false
		}
	}
	if len(found) == 0 {
		return faultf(at, "write a word; signs alone are not looked for", "%q holds no letter or digit", text), false
	}
	return fault{}, true
}

// later are operators that other languages of this kind have, and what to
// write instead. They are refused, because a word that is not looked for as
// meant is worse than a rule that does not load.
var later = []struct {
	form          *regexp.Regexp
	message, hint string
}{
	{regexp.MustCompile(`^(O?NEAR|ATLEAST)$|^(?i:o?near|atleast)/`), "%s is not part of the rule language yet", `join the words with AND or write a "phrase"; to look for the word put it in quotes`},
	{regexp.MustCompile(`^(XOR|ANDNOT)$`), "%s is no operator", "write AND, OR or NOT; to look for the word put it in quotes"},
	{regexp.MustCompile(`^/[^/]`), "%s: regular expressions are not part of the rule language yet", "write words, prefixes* and phrases; put a path in quotes"},
	{regexp.MustCompile(`^=`), "%s: exact words are not part of the rule language yet", "write the word without ="},
	{regexp.MustCompile(`^(&&?|\|\|?|!.*|\+.*)$`), "%s is no operator", "write AND, OR or NOT in capitals"},
	{regexp.MustCompile(`^['‘’‚‹›]`), "%s: single quotes make no phrase", `write "two words"`},
	{regexp.MustCompile(`^[‐‑–—−]`), "%s: this dash leaves nothing out", "write NOT or the minus sign of the keyboard"},
	{regexp.MustCompile(`[~^]`), "%s: distances and weights are not part of the rule language yet", "write words, prefixes* and phrases"},
	{regexp.MustCompile(`\?`), "%s: there is no sign for a single letter", "write the beginning of the word with a * or put the text in quotes"},
}

// plainSigns may stand inside a term without quotes, as they do in names.
const plainSigns = apostrophes + armenianMarks + "-‐‑–.,_/&#%№·*"

// unsupported explains a bare term that would not be looked for as its writer
// means; the message is empty when there is nothing against it.
func unsupported(text string) (hint, message string) {
	for _, l := range later {
		if l.form.MatchString(text) {
			return l.hint, strings.Replace(l.message, "%s", text, 1)
		}
	}
	for _, r := range text {
		if !wordy(r) && !inner(r) && !unicode.IsNumber(r) && !strings.ContainsRune(plainSigns, r) {
			return "put the text in quotes", fmt.Sprintf("the sign %q cannot stand in %q without quotes", r, text)
		}
	}
	return "", ""
}
