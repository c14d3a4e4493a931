package news

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func show(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Mark {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestMark(t *testing.T) {
	title := func(pairs ...int) (spans []Span) {
		for i := 0; i < len(pairs); i += 2 {
			spans = append(spans, Span{Field: FieldTitle, Start: pairs[i], End: pairs[i+1]})
		}
		return spans
	}
	cases := []struct {
		name, text string
		spans      []Span
		want       string
	}{
		{"none", "abc", nil, "abc"},
		{"empty text", "", title(0, 3), ""},
		{"positions are code points", "Zəngəzur dəhlizi", title(0, 8, 9, 16), "[Zəngəzur] [dəhlizi]"},
		{"out of order", "abcdef", title(4, 5, 1, 2), "a[b]cd[e]f"},
		{"overlapping ones are joined", "abcdef", title(1, 3, 2, 5), "a[bcde]f"},
		{"touching ones are joined", "abcdef", title(1, 3, 3, 5), "a[bcde]f"},
		{"reaching outside is cut", "abc", title(-2, 1, 2, 99), "[a]b[c]"},
		{"inside out is passed over", "abc", title(2, 1), "abc"},
		{"another field's", "abc", []Span{{Field: FieldText, Start: 0, End: 2}}, "abc"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := show(Mark(c.text, FieldTitle, c.spans)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestExcerptShowsTheFirstSpan(t *testing.T) {
	text := strings.Repeat("word ", 100) + "corridor " + strings.Repeat("more ", 100)
	at := 500
	got := show(Excerpt(text, FieldText, []Span{{Field: FieldText, Start: at, End: at + 8}}, 60))
	if !strings.Contains(got, "[corridor]") {
		t.Errorf("the span is not shown: %q", got)
	}
	if !strings.HasPrefix(got, "… word") || !strings.HasSuffix(got, "more …") {
		t.Errorf("not cut at words with ellipses: %q", got)
	}
	if n := utf8.RuneCountInString(got); n > 66 {
		t.Errorf("%d code points for a width of 60", n)
	}
}

func TestExcerptOfShortTextIsTheText(t *testing.T) {
	if got := show(Excerpt("short", FieldText, nil, 10)); got != "short" {
		t.Errorf("got %q", got)
	}
}

func TestExcerptCutsATextWithoutSpaces(t *testing.T) {
	got := show(Excerpt(strings.Repeat("ა", 200), FieldText, nil, 50))
	if utf8.RuneCountInString(got) != 52 {
		t.Errorf("got %q", got)
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("Zəngəzur dəhlizi", 2, 5, 7)
	f.Fuzz(func(t *testing.T, text string, start, end, width int) {
		if width < 1 || width > 1000 {
			return
		}
		spans := []Span{{Field: FieldText, Start: start, End: end}, {Field: FieldText, Start: start / 2, End: end / 2}}
		Excerpt(text, FieldText, spans, width)
	})
}
