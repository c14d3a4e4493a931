package filter

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// checkWords compares the fast cut of a text with UAX #29 in full.
func checkWords(t interface{ Fatalf(string, ...any) }, text string) {
	got, want := appendWords(nil, text), appendSegments(nil, text, 0)
	if !slices.Equal(got, want) {
		t.Fatalf("%q is cut to %v, in full to %v", text, got, want)
	}
}

func TestAppendWordsEveryPair(t *testing.T) {
	// One or more of each class, and of each property of UAX #29.
	signs := []rune("aZ1_.,:;'\"’ʼ-–  \n\r\t\u00ad\u200b\u200c\u200d\u2060\u0301\u05b8\u0651ـ٫٬٣אשбйՀ՞՛՝ևაᲐ漢カあ한ก𝟙😀🇦©ℹⅣ½²\ufffd\u00a0\u2028")
	for _, a := range signs {
		for _, b := range signs {
			for _, around := range []string{"", "a", "1", " ", "1.", "1\u200c"} {
				checkWords(t, around+string(a)+string(b)+around)
				checkWords(t, around+string(a)+string(b)+"5")
			}
		}
	}
}

func TestAppendWordsEveryRune(t *testing.T) {
	for r := range rune(0x3000) {
		s := string(r)
		for _, text := range []string{s, "a" + s + "b", "1" + s + "2", "1." + s + "2", "1" + s + ".2", s + s, "а" + s + " б"} {
			checkWords(t, text)
		}
	}
}

func TestAppendWordsAnyText(t *testing.T) {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{" ", " ", "\n", "'", ".", ",", "-", "1", "23", "\u00ad", "\u200c", "\xff", "\xe2\x82", "word", "слово", "բառ", "სიტყვა", "واژه"}),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		checkWords(t, strings.Join(rapid.SliceOf(part).Draw(t, "parts"), ""))
	})
}

func TestAppendWordsOfSentences(t *testing.T) {
	for lang, lines := range sentences(t) {
		for _, line := range lines {
			checkWords(t, line)
		}
		if len(lines) < 100 {
			t.Errorf("%s: only %d sentences", lang, len(lines))
		}
	}
}

// sentences reads the shared sentences by language; without them the test is
// skipped.
func sentences(t testing.TB) map[string][]string {
	t.Helper()
	f, err := os.Open("../../shared/corpus/multi-leipzig-sentences.jsonl")
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	out := map[string][]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		var line struct{ Body, Lang string }
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		out[line.Lang] = append(out[line.Lang], line.Body)
	}
	return out
}

func FuzzAppendWords(f *testing.F) {
	for _, s := range []string{"Koridoru'nun 907-ci 1,5", "ի՞նչ ۹۰۷", "a\xffb \xc3", "می\u200cشود ۹٫۷", "1\u00ad,000.5", "дере\u00adф 漢字カナ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { checkWords(t, text) })
}

func BenchmarkAppendWords(b *testing.B) {
	for lang, lines := range sentences(b) {
		b.Run(lang, func(b *testing.B) {
			var text strings.Builder
			n := 0
			for i := 0; n < 190; i++ {
				text.WriteString(lines[i] + " ")
				n = len(appendWords(nil, text.String()))
			}
			b.SetBytes(int64(text.Len()))
			out := make([]wordRange, 0, n)
			for b.Loop() {
				out = appendWords(out[:0], text.String())
			}
		})
	}
}
