package fetch

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestPlainTagsAreReadLikeHTML holds the short way of taking mark-up out
// against the tokenizer, over mark-up put together at random.
func TestPlainTagsAreReadLikeHTML(t *testing.T) {
	parts := []string{
		"<p>", "</p>", "<br/>", "<a href=\"", "\">", "<a href='x>y'>", "</a>", "<img src=\"a\" alt='b'/>", "<", ">", "\"", "'", "=", "/", " ", "\n",
		"text", "é", "&amp;", "&lt;b&gt;", "&#8230;", "&nbsp;", "<td>", "<B CLASS=x>", "<li", "<h1>", "<script>", "</script>", "<!--", "-->", "<svg/>", "<x:y>", "a", "1",
	}
	random := rand.New(rand.NewPCG(1, 2))
	short := 0
	for range 200_000 {
		var b strings.Builder
		for range 1 + random.IntN(8) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		var got, want words
		if rest := stripPlain(&got, b.String()); rest == "" {
			short++
		} else {
			stripAny(&got, rest)
		}
		if stripAny(&want, b.String()); got.String() != want.String() || got.unsure != want.unsure {
			t.Fatalf("%q gives %q, HTML says %q", b.String(), got.String(), want.String())
		}
	}
	if short < 20_000 {
		t.Errorf("only %d texts went the short way", short)
	}
}
