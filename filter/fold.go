package filter

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold gives the form of a word that is compared: case, accents and the ways
// to type the same letter are gone. docs/RULES.md lists what becomes what.
// fold(fold(w)) = fold(w).
func fold(word string) string {
	if ascii, lower := asciiCase(word); ascii {
		if lower {
			return word
		}
		return strings.ToLower(word)
	}
	if composes(word) {
		word = norm.NFKC.String(word)
	}
	out := make([]byte, 0, len(word))
	table := foldTable()
	for _, r := range word {
		switch {
		case (r == 'ւ' || r == 'Ւ') && strings.HasSuffix(string(out), "ե"):
			out = append(out, "վ"...) // եւ, եվ and և are one
		case int(r) < len(table):
			out = append(out, table[r]...)
		default:
			out = append(out, foldRune(r)...)
		}
	}
	return string(out)
}

// asciiCase tells whether a word is plain ASCII, and if so, in lower case.
func asciiCase(word string) (ascii, lower bool) {
	lower = true
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return false, false
		}
		lower = lower && (word[i] < 'A' || word[i] > 'Z')
	}
	return true, lower
}

// composes tells whether the word may hold signs that join with their
// neighbours (marks, Hangul parts, presentation forms), so that folding rune
// by rune is not enough.
func composes(word string) bool {
	for _, r := range word {
		if r >= 0x300 && unicode.IsMark(r) || 0x1100 <= r && r <= 0x11FF || r >= 0x2000 {
			return true
		}
	}
	return false
}

// foldTable keeps the folds of the scripts of the region, U+0000 to U+1FFF
// (Mtavruli and Greek with accents are the last); it is made at first use.
var foldTable = sync.OnceValue(func() *[0x2000]string {
	var table [0x2000]string
	for r := range table {
		table[r] = foldRune(rune(r))
	}
	return &table
})

// foldRune folds one code point on its own; the result may be empty.
func foldRune(r rune) string {
	if digit, ok := easternDigit(r); ok {
		return string(digit)
	}
	if r == 'և' {
		return "եվ" // capitals have no ligature: Երևան, ԵՐԵՎԱՆ
	}
	var b strings.Builder
	for _, r := range norm.NFKC.String(string(r)) {
		for _, r := range stripped(unicode.ToLower(r)) {
			b.WriteString(unified(r))
		}
	}
	return b.String()
}

// easternDigit gives the ASCII digit, or the separator between digits, for an
// Arabic or Persian one.
func easternDigit(r rune) (rune, bool) {
	switch {
	case '٠' <= r && r <= '٩':
		return r - '٠' + '0', true
	case '۰' <= r && r <= '۹':
		return r - '۰' + '0', true
	case r == '٫':
		return '.', true
	case r == '٬':
		return ',', true
	}
	return 0, false
}

// stripped takes the marks off a letter of the scripts that are read without
// them. Cyrillic is not among these: й and ї are letters of their own.
func stripped(r rune) string {
	if unicode.In(r, unicode.Latin, unicode.Greek, unicode.Arabic) {
		return norm.NFD.String(string(r))
	}
	return string(r)
}

// unified gives the one letter that stands for several in all comparisons.
func unified(r rune) string {
	if to, ok := letters[r]; ok {
		return to
	}
	switch {
	case unicode.Is(unicode.Mn, r) &&
		unicode.In(r, unicode.Inherited, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew),
		!wordy(r) && !unicode.IsMark(r) && !separatesDigits(r):
		return ""
	}
	return string(r)
}

// letters are the letters that no rule of Unicode unifies but writers do.
var letters = map[rune]string{
	'ß': "ss", 'ς': "σ", // full case folding
	'ı': "i", 'ə': "e", 'ǝ': "e", 'ł': "l", 'ø': "o", 'đ': "d", 'æ': "ae", 'œ': "oe",
	'ё': "е",
	'ي': "ی", 'ى': "ی", 'ك': "ک", 'ٱ': "ا", 'ە': "ه", 'ہ': "ه",
}
