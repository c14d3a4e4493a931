package stem

import "strings"

const (
	kazakhVowels = "аәеиоөуұүыіяюэ"
	kazakhHard   = "бвгдпкқтсшщчцхф" // before these т, not д
)

// Kazakh, in Cyrillic letters, has the endings of Turkish (see turkic.go), each
// with the consonant that its neighbour asks for: -лар, -дар, -тар.
//
// Grammar: Muhamedowa, "Kazakh: A Comprehensive Grammar" (2015).
var kazakh = &table{
	kept: roots(kept(`халық=халқ орын=орн мүлік=мүлк дауыс=даус ерік=ерк көрік=көрк жаңа енді барлығы
		туралы бойынша арқылы жылы күні`),
		`соғыс дыбыс`, "ы ын ына ында ының ты тың қа та тан"),
	steps: steps(
		[]ends{
			{list: "ның нің", left: 3},
			{list: "ны ні", left: 4},
			{list: "дың дің ды ді", left: 3, after: "лрмнңйзжуив"},
			{list: "тың тің ты ті", left: 3, after: kazakhHard},
			{list: "стан", left: 2, after: "^ы", to: "стан"},
			{list: "ға ге қа ке да де дан ден дағы дегі мен бен пен", left: 3},
			{list: "та те тан тен тағы тегі", left: 3, after: kazakhHard},
			{list: "нан нен", left: 3, after: "мнңыі"},
			{list: "на не н нда нде ндағы ндегі", left: 4, after: "ыі"},
		},
		[]ends{
			{list: "ы і ымыз іміз ыңыз іңіз", left: 3},
			{list: "сы сі", left: 3, after: kazakhVowels},
			{list: "мыз міз ңыз ңіз", left: 3, after: kazakhVowels},
		},
		[]ends{{list: "лар лер дар дер тар тер", left: 3}},
	),
	finish: finishKazakh,
}

// finishKazakh gives up what may be an ending's (н, ы, і) and a doubled с, and
// undoes the softening of п, к and қ.
func finishKazakh(word string) string {
	if root, ok := strings.CutSuffix(word, "н"); ok && letters(root) >= 4 && endsIn(root, kazakhVowels) {
		word = root
	}
	if letters(word) >= 4 && endsIn(word, "ыі") {
		word = dropLast(word)
	}
	if letters(word) < 3 {
		return word
	}
	return hardened(word, "сс", "с", "б", "п", "г", "к", "ғ", "қ")
}
