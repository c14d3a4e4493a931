// Package stem takes the inflection off words, so that a rule finds a word in
// the forms in which a text has it: коридор in коридорами, dəhliz in
// dəhlizinin.
//
// Words come folded, as package filter folds them: lower case, Latin letters
// without accents, ə as e, ı as i, ё as е, և as եվ, ي as ی. A stem is a key
// for comparison and often no word: two forms of a word have the same stem,
// and that is all it is for.
//
// Where Snowball has an algorithm that works on folded text it is used, with a
// list of the words that it would throw together with others. The other
// languages have tables of suffixes, written from the grammars that each file
// names. docs/RULES.md says for every language what is inflected, and how much
// of it is found.
package stem

import "slices"

// Stem gives the stem of a folded word in a language, named by its code of two
// letters. In a language that is not among Languages, and for a word in
// another script than the language's, it is the word itself.
func Stem(lang, word string) string {
	if ScriptFor(lang) != ScriptOf(word) {
		return word
	}
	switch lang {
	case "az":
		return azerbaijani.stem(word)
	case "tr":
		return turkish.stem(word)
	case "uz":
		return uzbek.stem(word)
	case "kk":
		return kazakh.stem(word)
	case "hy":
		return armenian.stem(word)
	case "ka":
		return georgian.stem(word)
	case "ar":
		return arabicStem(word)
	case "fa":
		return persian.stem(word)
	case "uk":
		return ukrainian.stem(word)
	}
	return snowball(lang, word)
}

// Languages lists the languages that have inflection, in the order of their
// codes.
func Languages() []string {
	var all []string
	for _, s := range []Script{Latin, Cyrillic, Armenian, Georgian, Arabic} {
		all = append(all, s.Languages()...)
	}
	slices.Sort(all)
	return all
}
