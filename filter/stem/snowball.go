package stem

import (
	"strings"

	runtime "github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
)

// snowball stems by the Snowball algorithm of that name (snowballstem.org;
// M. F. Porter, "Snowball: A language for stemming algorithms", 2001).
// Folding takes away accents that some of them go by, most of all in Hungarian
// and Romanian: docs/RULES.md has what is left of them.
func snowball(lang, word string) string {
	switch lang {
	case "en":
		if to, ok := englishKept[word]; ok {
			return to
		}
		return run(english.Stem, word)
	case "ru":
		if to, ok := russianKept[word]; ok {
			return to
		}
		return finishRussian(run(russian.Stem, word))
	case "da":
		return run(danish.Stem, word)
	case "de":
		return run(german.Stem, word)
	case "es":
		if to, ok := spanishKept[word]; ok {
			return to
		}
		return run(spanish.Stem, accented(word, "ion", "ión"))
	case "fi":
		return run(finnish.Stem, word)
	case "fr":
		return run(french.Stem, word)
	case "hu":
		return run(hungarian.Stem, word)
	case "it":
		return run(italian.Stem, word)
	case "nl":
		return run(dutch.Stem, word)
	case "no":
		return run(norwegian.Stem, word)
	case "pt":
		return run(portuguese.Stem, accented(word, "cao", "ção", "coes", "ções", "ao", "ão", "oes", "ões"))
	case "ro":
		return run(romanian.Stem, word)
	case "sv":
		return run(swedish.Stem, word)
	}
	return word
}

func run(stem func(*runtime.Env) bool, word string) string {
	env := runtime.NewEnv(word)
	stem(env)
	if env.Current() == "" {
		return word
	}
	return env.Current()
}

// accented writes an end with the accents that folding took off and the
// algorithm looks for, by pairs of the end without and with them.
func accented(word string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if root, ok := strings.CutSuffix(word, pairs[i]); ok {
			return root + pairs[i+1]
		}
	}
	return word
}

// spanishKept are words in which the Spanish algorithm sees a pronoun.
var spanishKept = kept("gobierno gobiernos=gobierno")

// englishKept are words that Porter's second English algorithm throws together
// with words of another meaning (import and important), and plurals that it
// does not know.
var englishKept = kept(`
	important importance=important importantly=important unimportant
	transition transitions=transition transitional=transition
	department departments=department departmental=department
	executive executives=executive
	authority authorities=authority
	experience experiences=experience experienced=experience experiencing=experience
	university universities=university
	several organ organs=organ organic
	emergency emergencies=emergency
	international internationally=international
	constitution constitutions=constitution constitutional=constitution
	communism communist communists=communist
	generation generations=generation
	station stations=station stationed=station
	objective objectives=objective
	evening evenings=evening business businesses=business positive united arms goods customs
	customer customers=customer officer officers=officer publication publications=publication
	crises=crisis crisis=crisis gases=gas men=man women=woman children=child`)

// russianKept are the forms of words that the Russian algorithm throws
// together with others: Georgia and груз, cargo.
var russianKept = roots(roots(roots(kept("посол=посл"),
	"грузи сири", "я и ю ей"),
	"актив правил", "о а у ом е ы ов ам ами ах"),
	"странн", "ый ая ое ые ого ому ым ых ой ую")

const russianVowels = "аеиоуыэюя"

// finishRussian brings together what the algorithm leaves apart: the fleeting
// vowel of -ок and -ец (поправка, поправок; рынок, рынка), and names and nouns
// in -ан and -ян, whose н it takes for a participle's in some of their cases
// (Иран, Ирану).
func finishRussian(word string) string {
	for _, fleeting := range [][2]string{{"ок", "к"}, {"ец", "ц"}} {
		root, ok := strings.CutSuffix(word, fleeting[0])
		if ok && letters(root) >= 3 && vowels(root, russianVowels) > 0 && !endsIn(root, russianVowels) {
			return root + fleeting[1]
		}
	}
	if root, ok := strings.CutSuffix(word, "н"); ok && letters(root) >= 3 && endsIn(root, "ая") {
		return root
	}
	return word
}
