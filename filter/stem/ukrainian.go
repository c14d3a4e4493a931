package stem

import "strings"

// Ukrainian declines nouns and adjectives as Russian does, with vowels that
// change in the last syllable (захід, заходу; ринок, ринку; сторона, сторін).
// The endings are taken off in one step, as in the Snowball algorithm for
// Russian. Of verbs, the infinitive, the past and the third person are one.
//
// Grammar: Pugh and Press, "Ukrainian: A Comprehensive Grammar" (1999).
var ukrainian = &table{
	kept: roots(roots(kept(`рік=рок роки=рок року=рок році=рок бік=бок боці=бок міст=міст ніч=ноч
		київ=києв харків=харков львів=львов чернігів=чернігов миколаїв=миколаєв
		день=дн дні=дн дня=дн днів=дн південь=півдн
		посол=посл радий
		війна=війн воєн=війн люди=людин
		надія надії=надія надію=надія надією=надія містити містить=містити
		правило правила=правило правил=правило правилом=правило правилам=правило правилами=правило
		або але аби коли після якщо про при над тому того цього який яка яке які`),
		"грузі сирі", "я ї ю єю й"), "портал", "у ом і и ів ам ами ах"),
	steps: steps(
		[]ends{{list: "ся сь", left: 3, after: "^" + "с"}},
		[]ends{
			{list: "а я о е є и і ї у ю ь", left: 2},
			{list: "ом ем єм ам ям ами ями ах ях ів їв ей ою ею єю", left: 3},
			{list: "ові еві єві", left: 3},
			{list: "ий ій ого ього ому ьому им ім их іх ими іми ої ьої ьою", left: 3},
			{list: "й", left: 3, after: "аоеєіуюя"},
			{list: "ія ії ію ією ій іям іями іях іє", left: 3},
			{list: "тиці", left: 2, to: "тик"}, {list: "риці", left: 2, to: "рик"},
			{list: "ніці", left: 2, to: "нік"}, {list: "ліці", left: 2, to: "лік"},
			{list: "еці", left: 3, to: "ек"}, {list: "правці", left: 1, to: "правк"},
			{list: "ати ити іти яти ав ала ало али ив ила ило или ів іла іло іли яв яла яло яли", left: 4},
			{list: "увати ував увала увало ували ює юють ує ують уть ють ить ять ать", left: 4},
		},
		[]ends{{list: "ь", left: 3}},
	),
	finish: finishUkrainian,
}

const ukrainianVowels = "аеєиіїоуюя"

// finishUkrainian writes о for an і in a closed last syllable, and gives up the
// fleeting vowel of -ок and -ець, and one н of -ння, whose plural has -нь. An
// end that looks like a verb's goes too: депутати is no verb, and loses -ати.
func finishUkrainian(word string) string {
	if vowels(word, ukrainianVowels) < 2 {
		return word
	}
	if root, ok := strings.CutSuffix(word, "нн"); ok {
		return root + "н"
	}
	for _, verbal := range []string{"ат", "ал", "ав", "ит", "ил", "ив", "іт", "іл", "ів", "ят", "ял", "яв"} {
		if root, ok := strings.CutSuffix(word, verbal); ok && letters(root) >= 4 {
			return root
		}
	}
	for _, fleeting := range [][2]string{{"ок", "к"}, {"ец", "ц"}} {
		root, ok := strings.CutSuffix(word, fleeting[0])
		if ok && letters(root) >= 3 && !endsIn(root, ukrainianVowels) {
			return root + fleeting[1]
		}
	}
	at := strings.LastIndex(word, "і")
	if at < 0 {
		return word
	}
	behind := word[at+len("і"):]
	if behind != "" && vowels(behind, ukrainianVowels) == 0 && vowels(word[:at], ukrainianVowels) > 0 {
		return word[:at] + "о" + behind
	}
	return word
}
