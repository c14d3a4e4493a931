package filter

import (
	"strings"
	"testing"
)

func TestLint(t *testing.T) {
	tests := []struct{ name, query, want string }{
		{"nothing", `zangezur* (corridor OR route) NOT "title fight"`, ""},
		{"a cyrillic letter in a latin word", `zаngezur`, `1:2: "zаngezur" mixes letters: а (U+0430) is Cyrillic, the others are Latin (write the Latin a (U+0061))`},
		{"a latin letter in a cyrillic word", `"Южный кaвказ"`, `1:9: "кaвказ" mixes letters: a (U+0061) is Latin, the others are Cyrillic (write the Cyrillic а (U+0430))`},
		{"the other schwa", `zәngəzur`, `1:2: "zәngəzur" mixes letters: ә (U+04D9) is Cyrillic, the others are Latin (write the Latin ə (U+0259))`},
		{"a cyrillic operator", `baku ОR tbilisi`, `1:6: "ОR" mixes letters: О (U+041E) is Cyrillic, the others are Latin (write the Latin O (U+004F))`},
		{"no letter is like it", `zangezйr`, `1:7: "zangezйr" mixes letters: й (U+0439) is Cyrillic, the others are Latin (write the word in one script, or its ending behind a dash)`},
		{"an ending behind a dash", `"TRIPP-ի"`, ""},
		{"digits", `"907-я" OR COVID19 OR 907ci`, ""},
		{"wanted and left out", `sanctions AND law AND NOT sanctions`, "1:23: this can never be met: sanctions is wanted, and NOT sanctions leaves it out"},
		{"left out by a prefix", `sanctions -sanc*`, "1:11: this can never be met: sanctions is wanted, and NOT sanc* leaves it out"},
		{"a phrase left out by its word", `"air corridor" NOT corridor`, "1:16: this can never be met"},
		{"a word not left out by a phrase", `corridor NOT "air corridor"`, ""},
		{"left out in a wider field", `title:baku NOT baku`, "1:12: this can never be met"},
		{"left out in a narrower field", `baku NOT title:baku`, ""},
		{"all alternatives left out", `(baku OR tbilisi) NOT (tbilisi OR baku OR kars)`, "1:19: this can never be met"},
		{"some alternatives left out", `(baku OR tbilisi) NOT baku`, ""},
		{"left out by a concept", `corridor NOT @roads`, "1:10: this can never be met: corridor is wanted, and NOT @roads leaves it out"},
		{"two languages", `baku lang:az lang:ru`, "1:14: this can never be met: an item has one lang (write lang:(az OR ru))"},
		{"languages that overlap", `baku lang:(az OR tr) lang:AZ`, ""},
		{"two countries of several", `baku country:(AZ OR AM) country:GE`, "1:25: this can never be met"},
		{"the same alternative", `baku OR tbilisi OR baku`, "1:20: baku stands here twice"},
		{"the same when folded", `"zəngəzur dəhliz*" OR "zengezur dehliz*"`, `1:23: "zəngəzur dəhliz*" and "zengezur dehliz*" find the same`},
		{"the same part", `baku AND tbilisi AND baku`, "1:22: baku stands here twice"},
		{"the same group", `(baku tbilisi) OR (tbilisi baku)`, "1:20: baku AND tbilisi and tbilisi AND baku find the same"},
		{"a short prefix", `ba* corridor`, "1:1: ba* finds every word that begins with ba"},
		{"a short prefix in a phrase", `"un sa*"`, "1:1: sa* finds every word"},
		{"a regex for a word", `/corridor/`, "1:1: a regular expression stands where words would do (write corridor)"},
		{"a regex for a prefix or a phrase", `/(corridor\w*|trump route)/`, `1:1: a regular expression stands where words would do (write corridor* OR "trump route")`},
		{"a regex for more", `/(EU|AB) *202\d/`, ""},
		{"a wide NEAR", `a1 NEAR/60 b1`, "1:1: NEAR/60 is wider than a paragraph of news"},
		{"a NEAR", `a1 NEAR/50 b1`, ""},
		{"a NEAR wider than a title", `title:(a1 NEAR/25 b1)`, "1:8: NEAR/25 is wider than a title"},
		{"a NEAR wider than FIRST", `FIRST/20 (a1 NEAR/20 b1)`, "1:11: NEAR/20 is wider than the first 20 words"},
		{"a phrase longer than FIRST", `FIRST/2 "a1 b1 c1"`, `1:9: "a1 b1 c1" has 3 words and is never within the first 2`},
		{"AND and OR without brackets", `baku OR tbilisi AND kars`, "1:9: AND binds before OR here (write (tbilisi AND kars))"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := Config{Concepts: []Concept{{Name: "roads", Query: "corridor OR road"}}, Rules: []Rule{{Name: "r", Query: test.query}}}
			if err := c.Check().Err(); err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(Lint(c).Error(), " rules[0].query:", "")
			if !strings.HasPrefix(got, test.want) || strings.Contains(got, "\n") || test.want == "" && got != "" {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestLintOfConcepts(t *testing.T) {
	c := Config{
		Concepts: []Concept{{Name: "a", Query: "baku", Forms: map[string][]string{
			"en": {"tanap OR tap", `kars OR "TANAP"`, "kars"},
			"tr": {"tanap"},
		}}},
		Rules: []Rule{{Name: "r", Threshold: 3, Terms: []Weighted{{Query: "@a", Weight: 2}, {Query: "@a", Weight: 1}}}},
	}
	got := Lint(c)
	want := []string{
		"1:9: concepts[0].forms.en[1]: TANAP stands in concepts[0].forms.en[0] already (remove one of them)",
		"1:1: concepts[0].forms.en[2]: kars stands in concepts[0].forms.en[1] already (remove one of them)",
		"1:1: rules[0].terms[1].query: @a stands in rules[0].terms[0].query already (remove one of them)",
	}
	if got.Error() != strings.Join(want, "\n") {
		t.Errorf("got\n%s", got.Error())
	}
}

// A word that looks Latin and is not finds nothing in a Latin text.
func TestLintOfDisguisedWords(t *testing.T) {
	c := Config{Concepts: []Concept{{Name: "a", Forms: map[string][]string{
		"en": {"pipeline OR ТАР OR 北京"}, "ru": {"ТАР OR ВВС"}, "uz": {"ТАР"}, "tr": {"ТАНАП"},
	}}}}
	want := `1:13: concepts[0].forms.en[0]: "ТАР" looks Latin and is Cyrillic: it begins with Т (U+0422) (write TAP in Latin letters, or put it under its language)`
	if got := Lint(c).Error(); got != want {
		t.Errorf("got\n%s", got)
	}
}

// Of a configuration with mistakes, the mistakes are told and nothing else.
func TestLintOfMistakes(t *testing.T) {
	if got := Lint(Config{Rules: []Rule{{Name: "r", Query: "a OR"}}}); got != nil {
		t.Errorf("%v", got)
	}
}

// Lint ends, and does not panic, on whatever compiles.
func FuzzLint(f *testing.F) {
	for _, q := range []string{`a OR b c`, `"a b*" NEAR/60 (c OR d)`, `title:(x NEAR/30 y) -/w\w*/`, `lang:az lang:ru`, `zаn*`} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		c := Config{Concepts: []Concept{{Name: "c", Query: "baku"}}, Rules: []Rule{{Name: "r", Query: query}}}
		for _, p := range Lint(c) {
			if p.Hint == "" || p.Line < 1 || p.Column < 1 {
				t.Errorf("%q: %+v", query, p)
			}
		}
	})
}
