package stem

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// Script is a script that languages with inflection are written in.
type Script uint8

// The scripts. Unknown is that of digits, and of all other scripts.
const (
	Unknown Script = iota
	Latin
	Cyrillic
	Armenian
	Georgian
	Arabic
)

// The languages of each script; the first is its default.
var written = [...][]string{
	Unknown:  nil,
	Latin:    {"en", "az", "da", "de", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "sv", "tr", "uz"},
	Cyrillic: {"ru", "kk", "uk"},
	Armenian: {"hy"},
	Georgian: {"ka"},
	Arabic:   {"fa", "ar"},
}

// Languages lists the languages with inflection that are written in the
// script. Do not change the list: it is shared.
func (s Script) Languages() []string { return written[s] }

// Default is the language by which to stem a word of the script when the
// text's language is unknown, or written in another script; empty for Unknown.
func (s Script) Default() string {
	if s == Unknown {
		return ""
	}
	return written[s][0]
}

// ScriptFor tells the script of a language; Unknown if it has no inflection
// here.
func ScriptFor(lang string) Script {
	for s, languages := range written {
		if slices.Contains(languages, lang) {
			return Script(s)
		}
	}
	return Unknown
}

// ScriptOf tells the script of a folded word by its first sign.
func ScriptOf(word string) Script {
	r, _ := utf8.DecodeRuneInString(word)
	switch {
	case 'a' <= r && r <= 'z':
		return Latin
	case r < utf8.RuneSelf:
		return Unknown
	case 0x0400 <= r && r <= 0x052F:
		return Cyrillic
	case 0x0561 <= r && r <= 0x0587:
		return Armenian
	case 0x10D0 <= r && r <= 0x10FF:
		return Georgian
	case unicode.Is(unicode.Latin, r):
		return Latin
	case unicode.In(r, unicode.Arabic) && !unicode.IsDigit(r):
		return Arabic
	}
	return Unknown
}

// Language tells by which language to stem a word that stands in a text of
// language lang: by lang if it has inflection and is written in the word's
// script, else by the script's default; empty if no language fits.
func Language(lang, word string) string {
	script := ScriptOf(word)
	if script != Unknown && ScriptFor(lang) == script {
		return lang
	}
	return script.Default()
}
