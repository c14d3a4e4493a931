package stem

import "strings"

// Arabic is stemmed by light10 (Larkey, Ballesteros and Connell, "Light
// Stemming for Arabic Information Retrieval", 2007): the article with what is
// written before it, and the endings of number, gender and the possessor.
// Snowball's algorithm goes further and finds less: it takes letters of roots
// for prepositions. Plurals that are made inside the word are not found.
var arabic = &table{
	kept: kept("هذا هذه ذلك التی الذی الذین علی الی حتی بین حول خلال"),
	steps: steps(
		[]ends{
			{list: "ها ان ات ون ین", left: 3},
			{list: "یه یة ه ة ی", left: 3},
			{list: "یات یتان یتین", left: 3},
		},
		[]ends{{list: "ی", left: 3}},
	),
}

// arabicStem takes off what stands before a word, then its endings.
func arabicStem(word string) string {
	if root, ok := strings.CutPrefix(word, "و"); ok && letters(root) >= 4 {
		word = root
	}
	for _, article := range []string{"ال", "بال", "کال", "فال", "لل"} {
		if root, ok := strings.CutPrefix(word, article); ok && letters(root) >= 3 {
			word = root
			break
		}
	}
	return arabic.stem(word)
}
