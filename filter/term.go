package filter

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// patternKind says how a word of a query is compared with those of a text.
type patternKind uint8

const (
	inflected patternKind = iota // its forms in the language of the item
	exact                        // as it is written: case, accents
	prefix                       // all words that begin so
	wildcard                     // ? is one letter, * any number
	infix                        // all words that hold it; for regular expressions
)

// pattern is what a word of a query looks for: a folded text, or if it is
// exact, the text in exactForm.
type pattern struct {
	kind patternKind
	text string
}

// exactForm gives a word as exact words are compared: NFC, without signs that
// are not seen.
func exactForm(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(seen, norm.NFC.String(s))
		}
	}
	return s
}

// seen drops signs that are not seen, such as soft hyphens.
func seen(r rune) rune {
	if unicode.Is(unicode.Cf, r) || r == tatweel {
		return -1
	}
	return r
}

// later are operators that other query languages have, and what to
// write instead. They are refused, because a word that is not looked for as
// meant is worse than a rule that does not load.
var later = []struct {
	form          *regexp.Regexp
	message, hint string
}{
	{regexp.MustCompile(`^(W|N|PRE)/\d+$`), "%s is no operator", "write a NEAR/5 b, or a ONEAR/5 b for this order; to look for the text put it in quotes"},
	{regexp.MustCompile(`^(ADJ|SAME)(/?\d+)?$`), "%s is no operator", "write \"a b\", a ONEAR/5 b or a NEAR/S b; to look for the word put it in quotes"},
	{regexp.MustCompile(`^(XOR|ANDNOT)$`), "%s is no operator", "write AND, OR or NOT; to look for the word put it in quotes"},
	{regexp.MustCompile(`^(&&?|\|\|?|!.*|\+.*)$`), "%s is no operator", "write AND, OR or NOT in capitals"},
	{regexp.MustCompile(`^['‘’‚‹›]`), "%s: single quotes make no phrase", `write "two words"`},
	{regexp.MustCompile(`^[‐‑–—−]`), "%s: this dash leaves nothing out", "write NOT or the minus sign of the keyboard"},
	{regexp.MustCompile(`~`), "%s: ~ is no sign of the rule language", "write a NEAR/5 b for words near each other, w?rd and word* for other spellings"},
	{regexp.MustCompile(`\^`), "%s: a query has no weights", "give the rule terms with weights and a threshold"},
}

// plainSigns may stand inside a term without quotes, as they do in names.
const plainSigns = apostrophes + armenianMarks + "-‐‑–.,_/&#%№·*?"

// unsupported explains a bare term that would not be looked for as its writer
// means; the message is empty when there is nothing against it.
func unsupported(text string) (hint, message string) {
	if plainWord(text) {
		return "", ""
	}
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

// plainWord tells at once that there is nothing against most terms.
func plainWord(text string) bool {
	for i, r := range text {
		if !wordy(r) && (i == 0 || r != '*' && r != '-') {
			return false
		}
	}
	switch strings.TrimRight(text, "0123456789") {
	case "XOR", "ANDNOT", "ADJ", "SAME":
		return false
	}
	return true
}
