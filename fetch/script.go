package fetch

import (
	"slices"
	"unicode"
)

// script is the writing that most letters of a text are of.
type script struct {
	script  string // "Latin", "Cyrillic", ...; "" when there are no letters
	letters int    // of that script
	share   float64
}

// The places of the scripts that most letters are told by at once.
const latin, cyrillic = 0, 1

// tables are the scripts of the region and those that its news quote.
var tables = [...]struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Arabic", unicode.Arabic},
	{"Armenian", unicode.Armenian}, {"Georgian", unicode.Georgian}, {"Hebrew", unicode.Hebrew},
	{"Greek", unicode.Greek},
}

// scriptOf counts the letters of each script.
func scriptOf(text string) script {
	var counts [len(tables)]int
	all := 0
	for _, r := range text {
		switch {
		case r < 0x80:
			if !isASCIILetter(byte(r)) {
				continue
			}
			counts[latin]++
		case r >= 'а' && r <= 'я':
			counts[cyrillic]++
		case !unicode.IsLetter(r):
			continue
		default:
			for i, t := range tables {
				if unicode.Is(t.table, r) {
					counts[i]++
					break
				}
			}
		}
		all++
	}
	most := 0
	for i, n := range counts {
		if n > counts[most] {
			most = i
		}
	}
	if counts[most] == 0 {
		return script{}
	}
	return script{tables[most].name, counts[most], float64(counts[most]) / float64(all)}
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
