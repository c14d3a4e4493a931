package filter

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func folds(text string) []string {
	var out []string
	for _, t := range tokens(text) {
		out = append(out, t.fold)
	}
	return out
}

func TestTokens(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"case and signs", "U.S.–Azerbaijan: «Peace»!", "u s azerbaijan peace"},
		{"english genitive", "Azerbaijan's", "azerbaijan s"},
		{"turkish suffix", "Koridoru'nun KORİDORU’NA", "koridoru nun koridoru na"},
		{"number with a hyphen", "907-ci 907-я 907-րդ 907-ე", "907 ci 907 я 907 րդ 907 ე"},
		{"number without a hyphen", "907th 907ci 907.maddə", "907 th 907 ci 907 madde"},
		{"persian and arabic digits", "۹۰۷ ٩٠٧", "907 907"},
		{"a part of a number is no word", "1,907 907.5 ۱٬۹۰۷", "1,907 907.5 1,907"},
		{"letters before digits", "COVID-19 Su35 h5n1", "covid 19 su35 h5n1"},
		{"fractions and squares", "8½ m²", "8 m"},
		{"underscore and address", "https://x.com/zengezur_dehlizi-907.html", "https x com zengezur dehlizi 907 html"},
		{"zero-width non-joiner", "می\u200cشود تحریم\u200cها", "میشود تحریمها"},
		{"soft hyphen", "cor\u00adridor", "corridor"},
		{"tatweel and vowel signs", "ســلام مُحَمَّد ـ", "سلام محمد"},
		{"armenian tone marks", "ի՞նչ Ո՛չ", "ինչ ոչ"},
		{"ukrainian apostrophes", "здоров’я здоров'я здоровʼя", "здоров я здоров я здоров я"},
		{"combining marks", "Zange\u0301zur и\u0306", "zangezur й"},
		{"invalid bytes", "a\xffb \xc3", "a b"},
		{"nothing", " — … * ", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(folds(tt.text), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFold(t *testing.T) {
	for _, tt := range []struct {
		name  string
		words []string // all fold to the last
	}{
		{"latin", []string{"Iğdır", "IĞDIR", "İğdir", "Igdir", "igdir"}},
		{"azerbaijani", []string{"Zəngəzur", "ZƏNGƏZUR", "Zengezur", "zengezur"}},
		{"turkish", []string{"Nahçıvan", "NAHÇIVAN", "nahcivan"}},
		{"german and polish", []string{"STRASSE", "Straße", "strasse"}},
		{"strokes", []string{"Łódź", "lodz"}},
		{"full width", []string{"ＴＲＩＰＰ", "tripp"}},
		{"ligature", []string{"oﬃce", "office"}},
		{"greek", []string{"ΟΔΌΣ", "οδός", "οδοσ"}},
		{"cyrillic yo", []string{"ПЕРЕКРЁСТОК", "перекресток"}},
		{"cyrillic short i stays", []string{"КОТОРЫЙ", "который"}},
		{"ukrainian yi stays", []string{"ЇЖАК", "їжак"}},
		{"stress mark", []string{"за\u0301мок", "замок"}},
		{"armenian", []string{"Երևան", "ԵՐԵՎԱՆ", "Երեւան", "երեվան"}},
		{"georgian capitals", []string{"ᲓᲔᲠᲔᲤᲐᲜᲘ", "დერეფანი"}},
		{"arabic letters", []string{"كريدور", "کریدور"}},
		{"alef", []string{"آذربايجان", "أذربايجان", "اذربایجان"}},
		{"yeh with hamza", []string{"مسئول", "مسیول"}},
		{"presentation forms", []string{"ﺳﻼﻡ", "سلام"}},
		{"hebrew points", []string{"שָׁלוֹם", "שלום"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.words[len(tt.words)-1]
			for _, w := range tt.words {
				if got := fold(w); got != want {
					t.Errorf("%q folds to %q, want %q", w, got, want)
				}
			}
		})
	}
}

func TestFoldKeepsApart(t *testing.T) {
	for _, pair := range [][2]string{{"Əliyev", "Aliyev"}, {"й", "и"}, {"ї", "і"}, {"ة", "ه"}, {"ä", "e"}} {
		if fold(pair[0]) == fold(pair[1]) {
			t.Errorf("%q and %q both fold to %q", pair[0], pair[1], fold(pair[0]))
		}
	}
}

func TestFoldAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.String().Draw(t, "word")
		for _, f := range folds(word) {
			if again := fold(f); again != f {
				t.Fatalf("%q folds on to %q", f, again)
			}
		}
	})
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"Koridoru'nun 907-ci", "ի՞նչ", "a\xffb", "می\u200cشود ۹۰۷", "1,000.5", "дере\u00adф"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		runes := []rune(text)
		last := 0
		for _, tok := range tokens(text) {
			if tok.start < last || tok.start >= tok.end || tok.end > len(runes) {
				t.Fatalf("token %+v after %d of %d code points", tok, last, len(runes))
			}
			if tok.fold == "" || !utf8.ValidString(tok.fold) {
				t.Fatalf("token %+v has no good fold", tok)
			}
			if own := folds(string(runes[tok.start:tok.end])); !slices.Equal(own, []string{tok.fold}) {
				t.Fatalf("%q alone is cut to %q, in the text to %q", string(runes[tok.start:tok.end]), own, tok.fold)
			}
			last = tok.end
		}
	})
}
