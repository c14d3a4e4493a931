package stem_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"vedette/filter/stem"
)

func TestStem(t *testing.T) {
	for name, c := range map[string]struct{ lang, word, want string }{
		"case and possessor":         {"az", "dehlizinin", "dehliz"},
		"softened end":               {"az", "danisigi", "danisiq"},
		"root that looks inflected":  {"tr", "maddesinin", "madde"},
		"lost vowel":                 {"tr", "sehrinde", "sehr"},
		"short word":                 {"tr", "su", "su"},
		"article behind a case":      {"hy", "միջանցքին", "միջանցք"},
		"vowel that comes and goes":  {"ka", "დერეფნის", "დერეფნ"},
		"the same in the nominative": {"ka", "დერეფანი", "დერეფნ"},
		"plural with an ending":      {"fa", "تحریمهای", "تحریم"},
		"fleeting vowel":             {"uk", "ринок", "ринк"},
		"snowball":                   {"ru", "коридорами", "коридор"},
		"adjective":                  {"ru", "зангезурского", "зангезурск"},
		"kept from its look-alike":   {"en", "importance", "important"},
		"unknown language":           {"xx", "corridors", "corridors"},
		"word in another script":     {"ru", "corridors", "corridors"},
		"number":                     {"en", "907", "907"},
		"nothing":                    {"en", "", ""},
	} {
		if got := stem.Stem(c.lang, c.word); got != c.want {
			t.Errorf("%s: Stem(%s, %s) = %q, want %q", name, c.lang, c.word, got, c.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for name, c := range map[string]struct{ lang, word, want string }{
		"the text's own":              {"az", "dehliz", "az"},
		"Latin name in Russian":       {"ru", "tripp", "en"},
		"Russian name in Armenian":    {"hy", "сюник", "ru"},
		"unknown language, Cyrillic":  {"", "коридор", "ru"},
		"no inflection, Arabic":       {"ckb", "کریدور", "fa"},
		"Georgian in English":         {"en", "დერეფანი", "ka"},
		"number":                      {"en", "907", ""},
		"script without a language":   {"en", "回廊", ""},
		"Ukrainian stays Ukrainian":   {"uk", "їжа", "uk"},
		"Armenian, the ligature gone": {"hy", "եվ", "hy"},
	} {
		if got := stem.Language(c.lang, c.word); got != c.want {
			t.Errorf("%s: Language(%s, %s) = %q, want %q", name, c.lang, c.word, got, c.want)
		}
	}
}

func TestLanguagesAndScriptsAgree(t *testing.T) {
	all := stem.Languages()
	if len(all) != 23 || !slices.IsSorted(all) {
		t.Errorf("Languages() = %v", all)
	}
	for _, lang := range all {
		script := stem.ScriptFor(lang)
		if script == stem.Unknown || !slices.Contains(script.Languages(), lang) {
			t.Errorf("%s is not among the languages of its script", lang)
		}
	}
	if stem.Unknown.Default() != "" || stem.ScriptFor("xx") != stem.Unknown {
		t.Error("the unknown script has a language")
	}
}

// FuzzStem holds that a stem is never empty, and text whenever the word is.
func FuzzStem(f *testing.F) {
	for _, word := range []string{"ilgisi", "коридорами", "դու", "დის", "هاهای", "ъ", "sarayy", "እ", "a\xff"} {
		f.Add(word)
	}
	languages := stem.Languages()
	f.Fuzz(func(t *testing.T, word string) {
		for _, lang := range languages {
			s := stem.Stem(lang, word)
			if s == "" && word != "" {
				t.Errorf("%s: the stem of %q is empty", lang, word)
			}
			if utf8.ValidString(word) && !utf8.ValidString(s) {
				t.Errorf("%s: the stem of %q is %q", lang, word, s)
			}
		}
	})
}

func BenchmarkStem(b *testing.B) {
	words := corpusWords(b)
	for _, lang := range stem.Languages() {
		if len(words[lang]) == 0 {
			continue
		}
		list := make([]string, 0, len(words[lang]))
		for w := range words[lang] {
			list = append(list, strings.Clone(w))
		}
		slices.Sort(list)
		b.Run(lang, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				stem.Stem(lang, list[i%len(list)])
			}
		})
	}
}
