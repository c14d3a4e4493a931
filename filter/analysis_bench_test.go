package filter

import (
	"strings"
	"testing"

	"vedette/news"
)

// BenchmarkAnalysis reads items of 190 words, from raw text to terms, with no
// rule to try: segment, fold, stem and look up.
func BenchmarkAnalysis(b *testing.B) {
	for lang, lines := range sentences(b) {
		b.Run(lang, func(b *testing.B) {
			items := itemsOf190Words(lang, lines)
			set := mustCompile(b, []Rule{{Name: "r", Query: "corridor OR коридор OR dəhliz OR միջանցք OR დერეფანი OR دالان"}})
			for _, it := range items {
				set.Count(it)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				set.Count(items[i%len(items)])
				i++
			}
		})
	}
}

func itemsOf190Words(lang string, lines []string) []*news.Item {
	var out []*news.Item
	var text strings.Builder
	n := 0
	for _, line := range lines {
		text.WriteString(line + " ")
		if n += len(tokens(line)); n >= 190 {
			out = append(out, &news.Item{Lang: lang, Text: text.String()})
			text.Reset()
			n = 0
		}
	}
	return out
}
