package stem

import "strings"

// Georgian has one ending for the case with its postposition (-ისთვის, -იდან,
// -ში), behind the plural -ებ. The nominative's -ი and a root's last vowel go
// before other endings, and so does an ა, ე or ო before the last ნ, ლ, რ or მ
// (დერეფანი, დერეფნის; ქვეყანა, ქვეყნის): both are given up always.
//
// Grammar: Hewitt, "Georgian: A Structural Reference Grammar" (1995). Verbs are
// left alone, but for their nouns (შეთანხმება), which decline as others do.
var georgian = &table{
	kept: kept(`რეფორმა=რეფორმ ფორმა=ფორმ პლატფორმა=პლატფორმ ნორმა=ნორმ ფირმა=ფირმ პრესა=პრეს
		სახელ ახლა ახლო ახლოს=ახლო მარტო არამედ დავით არის არა ეს მისი მათი თავის თავისი ერთად ასევე მხოლოდ როგორც რომელიც შესახებ`),
	steps: steps(
		[]ends{{list: "ც", left: 3, after: georgianVowels}},
		[]ends{
			{list: "ი ს ის ით ად ში ზე სა ისა ისას თან ისთვის ისგან ისკენ იდან ამდე ისთანავე ებრ", left: 2},
			{list: "მა", left: 2, after: "^" + georgianVowels},
			{list: "მ დ მდე დან", left: 3, after: georgianVowels},
			{list: "სთან სთვის სგან სკენ", left: 2, after: "აეოუ"},
			{list: "თი", left: 3, after: "ოუ"},
			{list: "თა თათვის თაგან", left: 4, after: "^" + georgianVowels},
			{list: "ეთა ეთათვის", left: 4},
		},
		[]ends{{list: "ებ ება ებებ", left: 2}},
	),
	finish: finishGeorgian,
}

const georgianVowels = "აეიოუ"

// finishGeorgian gives up the root's last vowels and the one that falls out
// before ნ, ლ, რ and მ.
func finishGeorgian(word string) string {
	for letters(word) > 2 && endsIn(word, georgianVowels) {
		word = dropLast(word)
	}
	if !endsIn(word, "ნლრმ") || vowels(word, georgianVowels) < 2 {
		return word
	}
	before := dropLast(word)
	if root := dropLast(before); endsIn(before, "აეო") && !endsIn(root, georgianVowels) {
		return root + strings.TrimPrefix(word, before)
	}
	return word
}
