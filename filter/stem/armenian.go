package stem

import "strings"

// Armenian puts the article (-ը, -ն) behind the case (-ի, -ից, -ով, -ում), and
// the case behind the plural (-ներ, -եր). Nouns of action change inside
// (զարգացում, զարգացման; -ություն, -ության), and a last syllable's ի or ու
// goes when an ending comes (պայմանագիր, պայմանագրի): it is given up always.
//
// Grammar: Dum-Tragut, "Armenian: Modern Eastern Armenian" (2009). The western
// standard's -ու genitives are found, its other forms are not. Of verbs, the
// infinitive, the participle in -ած and the aorist's third person are one.
var armenian = &table{
	kept: kept(`միջին առաջին վերջին ընկեր ժողով հոդված գրեթե սահման պայման որոշ
		որոշում որոշման=որոշում որոշմամբ=որոշում որոշել=որոշում կարելի հատված
		մարդիկ=մարդ մարդկանց=մարդ մարդու=մարդ կանայք=կին կանանց=կին
		երեք վերև մասին միայն այսօր նաև համար`),
	steps: steps(
		[]ends{
			{list: "ը", left: 2},
			{list: "ն", left: 3, after: "^աեէօո"},
			{list: "ային", left: 1, after: "^ի", to: "ային"},
		},
		[]ends{
			{list: "ժողով", left: 1, to: "ժողով"},
			{list: "ի ից ու ուց ով ում", left: 2},
			{list: "վա վան", left: 2, after: "^" + armenianVowels},
		},
		[]ends{{list: "եր ներ", left: 2}},
		[]ends{
			{list: "ություն ության ությամբ", left: 2, to: "ությ"},
			{list: "ում ել ալ ած եց եցին", left: 3},
			{list: "վել ված վեց վեցին", left: 3, after: "^ե"},
			{list: "ման մամբ", left: 4},
		},
	),
	finish: finishArmenian,
}

const armenianVowels = "աեէըիոօւ"

// finishArmenian gives up what stands between a root and a vowel (յ, and վ for
// ու), an article that may be the root's own ն, the last vowel, and an ի or ու
// of the last syllable.
func finishArmenian(word string) string {
	if root, ok := strings.CutSuffix(word, "յ"); ok && endsIn(root, "աո") && letters(root) >= 3 {
		word = root
	}
	if root, ok := strings.CutSuffix(word, "ն"); ok && endsIn(root, "ա") && letters(root) >= 4 {
		word = root
	}
	if letters(word) >= 4 && endsIn(word, "աեէիո") {
		word = dropLast(word)
	}
	if root, ok := strings.CutSuffix(word, "վ"); ok && letters(root) >= 3 && !endsIn(root, armenianVowels) {
		word = root
	}
	return reduced(word)
}

// reduced takes the vowel out of a closed last syllable that holds ի, ու or
// ույ, if another syllable stands before it.
func reduced(word string) string {
	for _, vowel := range []string{"ույ", "ու", "ի"} {
		at := strings.LastIndex(word, vowel)
		if at <= 0 {
			continue
		}
		before, behind := word[:at], word[at+len(vowel):]
		if behind != "" && vowels(behind, armenianVowels) == 0 && vowels(before, armenianVowels) > 0 {
			return before + behind
		}
	}
	return word
}
