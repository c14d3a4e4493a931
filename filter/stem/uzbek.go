package stem

// Uzbek, in its Latin letters, has the endings of Turkish (see turkic.go)
// without vowel harmony and mostly without letters in between. The Cyrillic
// spelling is not stemmed.
//
// Grammar: Bodrogligeti, "Modern Literary Uzbek" (2003).
var uzbek = &table{
	kept: roots(kept(`foyda modda juda qoida yangi ikki yetti endi
		singil=singl shahar=shahr orin=orn ogil=ogl`), "qonun inson zamon", "i ni ning ga da dan"),
	steps: steps(
		[]ends{{list: "dir dirlar", left: 4}},
		[]ends{
			{list: "ning ga da dan dagi gacha dagilar", left: 3},
			{list: "ni", left: 3, after: "^" + latinVowels}, {list: "ni", left: 4, after: latinVowels},
			{list: "ka kacha", left: 3, after: "k"},
			{list: "qa qacha", left: 3, after: "q"},
		},
		[]ends{
			{list: "i imiz ingiz", left: 3},
			{list: "si miz ngiz", left: 3, after: latinVowels},
			{list: "lari larimiz laringiz", left: 2},
		},
		[]ends{{list: "lar", left: 2}},
		[]ends{{list: "moq mog", left: 3, to: "ish"}},
	),
	finish: finishUzbek,
}

// finishUzbek gives up what may be an ending's, and undoes the softening of k
// to g and of q to gʻ, which folding has made a g.
func finishUzbek(word string) string {
	word = dropVowel(dropBuffer(word))
	return hardened(word, "g", "k", "q", "k")
}
