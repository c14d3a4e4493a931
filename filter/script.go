package filter

import (
	"fmt"
	"strings"
	"unicode"

	"vedette/filter/stem"
)

// scripts are those whose letters are mistaken for one another, and those that
// a word of the region's languages is written in.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Greek", unicode.Greek}, {"Armenian", unicode.Armenian},
	{"Georgian", unicode.Georgian}, {"Arabic", unicode.Arabic}, {"Hebrew", unicode.Hebrew},
}

// scriptOf names the script of a letter; empty for signs that belong to none
// or to one that is not among them.
func scriptOf(r rune) string {
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.name
		}
	}
	return ""
}

// latinLike are letters of other scripts that look like a Latin letter, and
// behind each that letter. The shapes are those of the confusables of Unicode
// (UTS #39) that keyboards of the region can type.
const latinLike = "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwәəАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSԚQԜWӘƏҮYүy" + // Cyrillic
	"οoαaνvρpιiυuΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX" + // Greek
	"օoսuհhցgզqյjլlոnքpՕOՍUՏSԼL" // Armenian

// like gives the letters of a script that others are mistaken for.
func like(r rune, script string) (rune, bool) {
	pairs := []rune(latinLike)
	for i := 0; i < len(pairs); i += 2 {
		switch {
		case script == "Latin" && pairs[i] == r:
			return pairs[i+1], true
		case pairs[i+1] == r && scriptOf(pairs[i]) == script:
			return pairs[i], true
		}
	}
	return 0, false
}

// lintLetters tells of words with letters of several scripts, and of words that
// only look as if they were Latin, in a form of that language.
func lintLetters(text, lang string) (out []fault) {
	query := []rune(text)
	lexemes, _ := lex(text)
	for i, l := range lexemes {
		if l.kind != kindTerm && l.kind != kindExact {
			continue
		}
		for at := l.at; at < lexemes[i+1].at; at++ {
			from := at
			for at < lexemes[i+1].at && (unicode.IsLetter(query[at]) || unicode.IsMark(query[at])) && !strings.ContainsRune(apostrophes, query[at]) {
				at++
			}
			if f, ok := mixedScripts(query[from:at], from); ok {
				out = append(out, f)
			} else if f, ok := disguised(query[from:at], from, lang); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// disguised looks at a word in a form of a language that is written in Latin
// letters only. Uzbek is written in Cyrillic as well.
func disguised(letters []rune, at int, lang string) (fault, bool) {
	if len(letters) < 2 || lang == "uz" || stem.ScriptFor(lang) != stem.Latin {
		return fault{}, false
	}
	meant := make([]rune, len(letters))
	for i, r := range letters {
		var ok bool
		if meant[i], ok = like(r, "Latin"); !ok {
			return fault{}, false
		}
	}
	return faultf(at, fmt.Sprintf("write %s in Latin letters, or put it under its language", string(meant)),
		"%q looks Latin and is %s: it begins with %c (U+%04X)", string(letters), scriptOf(letters[0]), letters[0], letters[0]), true
}

// mixedScripts looks at one word that begins at code point at.
func mixedScripts(letters []rune, at int) (fault, bool) {
	counts := map[string]int{}
	main := ""
	for _, r := range letters {
		if s := scriptOf(r); s != "" {
			if counts[s]++; counts[s] > counts[main] {
				main = s
			}
		}
	}
	if len(counts) < 2 {
		return fault{}, false
	}
	for _, s := range scripts { // the script that all others can be put in
		if counts[s.name] > 0 && counts[s.name] == counts[main] && allLike(letters, s.name) {
			main = s.name
			break
		}
	}
	for i, r := range letters {
		s := scriptOf(r)
		if s == "" || s == main {
			continue
		}
		message := fmt.Sprintf("%q mixes letters: %c (U+%04X) is %s, the others are %s", string(letters), r, r, s, main)
		hint := "write the word in one script, or its ending behind a dash"
		if meant, ok := like(r, main); ok {
			hint = fmt.Sprintf("write the %s %c (U+%04X)", main, meant, meant)
		}
		return fault{at: at + i, message: message, hint: hint}, true
	}
	return fault{}, false
}

// allLike tells whether all letters of a word are, or look like, those of a
// script.
func allLike(letters []rune, script string) bool {
	for _, r := range letters {
		s := scriptOf(r)
		if _, ok := like(r, script); !ok && s != script && s != "" {
			return false
		}
	}
	return true
}
