package fetch

import (
	"slices"
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// signs are what tells one language of a script from the others: letters that
// the others do not have, and the words that stand in nearly every sentence.
// Titles are short, so that these few tell more than the frequencies of all
// letters do; where they say nothing, those decide.
type signs struct{ language, letters, words string }

var languageSigns = map[string][]signs{
	"Cyrillic": {
		{"ru", "ыэёъ", "и в не на что с по это как из за для от но к о у был была были все он она они его её их при или со во также после до года году лет об только уже еще если может чтобы когда более без между российский россии москва сказал заявил сообщил"},
		{"uk", "іїєґ", "і та в у на що не з до як за це але від для про його її із є чи під після року було був були він вона вони які який яка також або ще при щоб коли більше без між україни україна сказав заявив повідомив"},
		{"kk", "әқңғүұһө", "және бұл үшін мен бір деп қазақстан"},
		{"tg", "ӣӯҷҳқғ", "ва дар ба аз ки ин барои бо тоҷикистон"},
		{"ky", "ңөү", "жана бул үчүн менен бир деп кыргызстан"},
	},
	"Arabic": {
		{"fa", "پچژگکی", "و در به از که این را با است برای می های ها شد کرد شده یک آن تا بر هم خود نیز اما یا پس دو باید گفت ایران وی دارد بود شود کند"},
		{"ar", "ةيكىأإؤئ", "في من على إلى الى أن ان هذا هذه التي الذي عن مع كان قال بعد ما لا لم كما بين أو او قد هو هي كل ذلك حيث و"},
		{"ur", "ٹڈڑںےہھ", "کے کی میں ہے اور سے کو نے کا پر"},
		{"ckb", "ێۆڵڕە", "لە بە کە و بۆ ئەو"},
	},
	"Latin": {
		{"az", "əƏ", "və ilə üçün bu bir da də olan olaraq kimi sonra daha çox deyil edir edib olub oldu onun azərbaycan haqqında isə ki ən o bakıda etdi etmək var idi hər"},
		{"tr", "", "ve bir bu için ile da de çok olarak olan gibi daha sonra kadar ama ise ne o türkiye en değil her şey dedi etti oldu ki mi diye göre ben var yok bunu onun üzere yeni"},
		{"uz", "", "va bilan uchun bu bir ham deb oʻzbekiston o'zbekiston edi boʻlgan bo'lgan esa yil yili haqida hamda boʻyicha bo'yicha"},
		{"en", "", "the of and to in is for on that with as at by from was are be has have it its his he she they this not will says said after new over who but an were their which we you i about would us what or been"},
		{"de", "ßä", "der die das und ist nicht ein eine einen einer von mit zu den auf für im dem des sich auch es als an wird nach bei aus um er sie wie hat war sind zum zur über dass noch nur oder aber vor bis wir ich man"},
		{"fr", "éèêàœ", "le la les des et est une un du que pour dans sur au qui pas par ce en il elle ne se plus avec son sa ses aux ont a été mais ou nous vous je cette sont leur comme l d qu"},
	},
}

// sharedLetters are those of Turkish and Azerbaijani that the languages of the
// west do not have.
const sharedLetters = "ığşĞŞİ"

// detectLanguage names the language of a text, of those of the region and the
// west; "" where it is too short to tell. Armenian, Georgian, Hebrew and Greek
// are told by their script.
func detectLanguage(text string, is script) string {
	switch is.script {
	case "Armenian":
		return "hy"
	case "Georgian":
		return "ka"
	case "Hebrew":
		return "he"
	case "Greek":
		return "el"
	case "":
		return ""
	}
	if is.letters < detectedLetters {
		return ""
	}
	if code := signSets[is.script].language(text); code != "" {
		return code
	}
	switch {
	case is.script == "Cyrillic":
		return "ru" // the others have letters of their own in nearly every word
	case is.script == "Latin" && strings.ContainsAny(text, sharedLetters):
		return "tr" // Azerbaijani would show an ə, x or q
	}
	if is.letters < frequencyLetters {
		return ""
	}
	return byFrequency(text, is.script)
}

// frequencyLetters is how many letters it takes before their frequencies are
// more than a guess.
const frequencyLetters = 25

// signSet finds the signs of all languages of a script at once. A sign has a
// bit for each language, in their order.
type signSet struct {
	languages []string
	letters   map[rune]uint
	words     map[string]uint
	turkic    [2]int // the places of Azerbaijani and Turkish, -1 if not here
}

var signSets = makeSignSets()

func makeSignSets() map[string]signSet {
	sets := map[string]signSet{}
	for script, list := range languageSigns {
		set := signSet{letters: map[rune]uint{}, words: map[string]uint{}, turkic: [2]int{-1, -1}}
		for i, s := range list {
			set.languages = append(set.languages, s.language)
			for _, r := range s.letters {
				set.letters[r] |= 1 << i
			}
			for _, w := range strings.Fields(s.words) {
				set.words[w] |= 1 << i
			}
			switch s.language {
			case "az":
				set.turkic[0] = i
			case "tr":
				set.turkic[1] = i
			}
		}
		sets[script] = set
	}
	return sets
}

// language is the one with more signs than all others; "" when there is none.
func (s signSet) language(text string) string {
	scores := make([]int, len(s.languages))
	var hints [2]int // of Azerbaijani and Turkish
	for word := range strings.FieldsFuncSeq(lowered(text), notInWord) {
		found := s.words[word]
		letters := uint(0)
		for _, r := range word[asciiHead(word):] { // no letter of ASCII is a sign
			letters |= s.letters[r]
		}
		for i := range scores {
			scores[i] += 2*int(found>>i&1) + 2*int(letters>>i&1)
		}
		if s.turkic[0] >= 0 {
			s.scoreTurkic(scores, &hints, word)
		}
	}
	// "Iraq", "tax" and "trade" make no title Turkic: it takes another sign, or
	// where there is none of any language, letters that look so.
	if a, t := s.turkic[0], s.turkic[1]; hints != [2]int{} &&
		(scores[a]+scores[t] > 0 || slices.Max(scores) == 0 && slices.Contains(turkic, byFrequency(text, "Latin"))) {
		scores[a] += hints[0]
		scores[t] += hints[1]
	}
	best, equal := 0, false
	for i := 1; i < len(scores); i++ {
		switch {
		case scores[i] > scores[best]:
			best, equal = i, false
		case scores[i] == scores[best]:
			equal = true
		}
	}
	if scores[best] == 0 || equal {
		return ""
	}
	return s.languages[best]
}

func notInWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != 'ʻ'
}

// scoreTurkic weighs what Azerbaijani and Turkish share, and counts the hints
// that tell one from the other in words without an ə.
func (s signSet) scoreTurkic(scores []int, hints *[2]int, word string) {
	azerbaijani, turkish := s.turkic[0], s.turkic[1]
	if strings.ContainsAny(word, sharedLetters) {
		scores[azerbaijani]++
		scores[turkish]++
	}
	if strings.ContainsAny(word, "xq") {
		hints[0]++
	}
	if hasTurkishEnding(word) {
		hints[1]++
	}
}

// hasTurkishEnding knows endings that Azerbaijani writes otherwise, with ə or
// with another consonant.
func hasTurkishEnding(word string) bool {
	for _, end := range []string{"yor", "yordu", "ecek", "ler", "leri", "lerin", "de", "den", "lerde", "mek", "nde", "nden", "miş", "dik", "diği"} {
		if strings.HasSuffix(word, end) && len(word) > len(end)+2 {
			return true
		}
	}
	return false
}

// lowered is the text in lower case, the Turkish İ as i without a dot above.
func lowered(text string) string {
	return strings.ToLower(strings.ReplaceAll(text, "İ", "i"))
}

// frequencies are the languages of each script that are told by the
// frequencies of their letters in threes.
var frequencies = map[string]map[whatlanggo.Lang]bool{
	"Arabic": {whatlanggo.Pes: true, whatlanggo.Arb: true},
	"Latin":  {whatlanggo.Azj: true, whatlanggo.Tur: true, whatlanggo.Uzb: true, whatlanggo.Eng: true, whatlanggo.Deu: true, whatlanggo.Fra: true},
}

// turkic are those of them that have much in common.
var turkic = []string{"az", "tr", "uz"}

func byFrequency(text, script string) string {
	switch whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: frequencies[script]}).Lang {
	case whatlanggo.Pes:
		return "fa"
	case whatlanggo.Arb:
		return "ar"
	case whatlanggo.Azj:
		return "az"
	case whatlanggo.Tur:
		return "tr"
	case whatlanggo.Uzb:
		return "uz"
	case whatlanggo.Eng:
		return "en"
	case whatlanggo.Deu:
		return "de"
	case whatlanggo.Fra:
		return "fr"
	}
	return ""
}
