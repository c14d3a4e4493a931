package fetch

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// script is the writing that most letters of a text are of.
type script struct {
	script  string // "Latin", "Cyrillic", ...; "" when there are no letters
	letters int    // of that script
	share   float64
}

// The places of the scripts that most letters are told by at once.
const latin, cyrillic = 0, 1

type scriptTable struct {
	name  string
	table *unicode.RangeTable
}

// tables are the scripts of the region and those that its news quote.
var tables = [...]scriptTable{
	{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Arabic", unicode.Arabic},
	{"Armenian", unicode.Armenian}, {"Georgian", unicode.Georgian}, {"Hebrew", unicode.Hebrew},
	{"Greek", unicode.Greek},
}

// asciiLetters has 1 for each letter of ASCII.
var asciiLetters = func() (is [utf8.RuneSelf]int) {
	for c := range is {
		if isASCIILetter(byte(c)) {
			is[c] = 1
		}
	}
	return is
}()

// scriptOf counts the letters of each script in texts.
func scriptOf(texts ...string) script {
	var counts [len(tables)]int
	ascii, others := 0, 0 // of Latin, and of none of these
	for _, text := range texts {
		for at := 0; at < len(text); {
			if c := text[at]; c < utf8.RuneSelf {
				ascii += asciiLetters[c]
				at++
				continue
			}
			r, size := utf8.DecodeRuneInString(text[at:])
			at += size
			switch i := tableOf(r); {
			case i >= 0:
				counts[i]++
			case unicode.IsLetter(r):
				others++
			}
		}
	}
	counts[latin] += ascii
	most, all := 0, others
	for i, n := range counts {
		all += n
		if n > counts[most] {
			most = i
		}
	}
	if counts[most] == 0 {
		return script{}
	}
	return script{tables[most].name, counts[most], float64(counts[most]) / float64(all)}
}

// tableOf gives the place of the script that a letter is of, -1 for others.
func tableOf(r rune) int {
	switch {
	case r >= 'Ā' && r <= 'ʯ': // all of Latin Extended-A to IPA Extensions
		return latin
	case r >= 'а' && r <= 'я':
		return cyrillic
	case !unicode.IsLetter(r):
		return -1
	}
	return slices.IndexFunc(tables[:], func(t scriptTable) bool { return unicode.Is(t.table, r) })
}

// scripts are those in which a language is written today. Languages that are
// not here may be written in any.
var scripts = map[string][]string{
	"en": {"Latin"}, "de": {"Latin"}, "fr": {"Latin"}, "es": {"Latin"}, "it": {"Latin"}, "pt": {"Latin"}, "pl": {"Latin"},
	"tr": {"Latin"}, "az": {"Latin", "Cyrillic", "Arabic"}, "uz": {"Latin", "Cyrillic"}, "tk": {"Latin", "Cyrillic"},
	"kk": {"Cyrillic", "Latin", "Arabic"}, "ky": {"Cyrillic", "Arabic"}, "tg": {"Cyrillic", "Arabic"},
	"ru": {"Cyrillic"}, "uk": {"Cyrillic"}, "be": {"Cyrillic"}, "bg": {"Cyrillic"}, "ab": {"Cyrillic"}, "os": {"Cyrillic"},
	"fa": {"Arabic"}, "ar": {"Arabic"}, "ur": {"Arabic"}, "ckb": {"Arabic"}, "ku": {"Latin", "Arabic", "Cyrillic"},
	"hy": {"Armenian"}, "ka": {"Georgian"}, "he": {"Hebrew"}, "el": {"Greek"},
}

// What it takes to say that a language is impossible: letters enough that are
// nearly all of another script. Names of firms and people are written in Latin
// in texts of any language, so that it takes more of them.
const (
	sureShare       = 0.9
	sureLetters     = 12
	sureLatin       = 60
	detectedLetters = 8 // of the scripts that several languages share
)

// allows tells whether a text so written may be in a language.
func (s script) allows(code string) bool {
	wanted, known := scripts[code]
	enough := sureLetters
	if s.script == "Latin" {
		enough = sureLatin
	}
	if !known || s.letters < enough || s.share < sureShare {
		return true
	}
	return slices.Contains(wanted, s.script)
}
