package fetch

import (
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestPlain(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"plain", "  two \u00a0 words\t", "two words"},
		{"lines of plain text", "one\ntwo\n \nthree\n\n\n\nfour", "one\ntwo\n\nthree\n\nfour"},
		{"lines of mark-up", "<b>one</b>\ntwo", "one two"},
		{"inline elements join", "Zan<b>gez</b>ur", "Zangezur"},
		{"blocks separate", "<div>a</div><div>b</div>c<br/>d", "a\nb\nc\nd"},
		{"paragraphs", "<p>a</p>\n<p>b</p>", "a\n\nb"},
		{"cells", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d", "a b\nc\n\nd"},
		{"lists", "<ul><li>a<li>b</ul>", "a\nb"},
		{"pictures separate", "a<img src=x>b", "a b"},
		{"scripts and styles", "a<script>b<p></script><style>c</style><noscript>d</noscript>e", "ae"},
		{"a script without content", `a<script src="x"/>b<iframe src="y"/>c`, "abc"},
		{"nested unseen", "a<svg><svg>x</svg>y</svg>b", "ab"},
		{"comments", "a<!-- <p>x</p> -->b", "ab"},
		{"entities", "a&nbsp;&amp;&#160;b &laquo;c&raquo; &AMP", "a & b «c» &"},
		{"escaped twice", "&lt;p&gt;a&amp;nbsp;b&lt;/p&gt;", "a b"},
		{"signs that are no mark-up", "1 < 2 && 3 > 2, AT&T", "1 < 2 && 3 > 2, AT&T"},
		{"wrapped twice", "<![CDATA[<p>a</p>]]>", "a"},
		{"soft hyphens and joiners stay", "Зан\u00adгезур می\u200cرود", "Зан\u00adгезур می\u200cرود"},
		{"composed", norm.NFD.String("Şuşa й"), "Şuşa й"},
		{"separators", "a\u2028b\u3000c", "a\nb c"},
		{"a tag that does not end", "a <b href='x", "a"},
		{"nothing", "<p> </p>", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := plain(test.in); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestNormalFormIsKnownByBytes holds that every character that is not called
// unsure is in form NFC, and that none before it changes that.
func TestNormalFormIsKnownByBytes(t *testing.T) {
	sure := 0
	for r := range rune(unicode.MaxRune + 1) {
		var w words
		if w.write(string(r), false); w.unsure || w.Len() == 0 {
			continue
		}
		sure++
		if p := norm.NFC.PropertiesString(string(r)); !norm.NFC.IsNormalString(string(r)) || !p.BoundaryBefore() || p.CCC() != 0 {
			t.Errorf("U+%04X is taken for normal", r)
		}
	}
	if sure < 800 {
		t.Errorf("only %d characters are known to be normal", sure)
	}
}

func TestOneLine(t *testing.T) {
	if got := oneLine("<p>a</p>\n<p>b &amp;amp; c</p>"); got != "a b & c" {
		t.Errorf("%q", got)
	}
}

func TestResolve(t *testing.T) {
	for _, test := range []struct{ base, address, want string }{
		{"https://h.example/a/feed", "b?c=d", "https://h.example/a/b?c=d"},
		{"https://h.example/a/feed", "//i.example/x", "https://i.example/x"},
		{"https://h.example/a", " HTTP://Other.example/ü ", "HTTP://Other.example/ü"},
		{"", "b", "b"},
		{"https://h.example/", "", ""},
		{"https://h.example/", "http://[bad", "http://[bad"},
		{"https://h.example/", "urn:x:1", "urn:x:1"},
	} {
		if got := resolve(test.base, test.address); got != test.want {
			t.Errorf("%q + %q is %q, want %q", test.base, test.address, got, test.want)
		}
	}
}
