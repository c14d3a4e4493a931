package fetch

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// encoded gives a feed with this title in another charset.
func encoded(t *testing.T, enc encoding.Encoding, declaration, title string) []byte {
	t.Helper()
	doc := declaration + "<rss version=\"2.0\"><channel><item><title>" + title + "</title></item></channel></rss>"
	out, err := enc.NewEncoder().Bytes([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCharsets(t *testing.T) {
	const (
		ru, tr, fr, fa = "Открытие Зангезура ещё раз", "Zengezur koridoru açılıyor: İğdır", "Opération à Erevan", "دالان زنگزور"
		utf8Declared   = `<?xml version="1.0" encoding="utf-8"?>`
	)
	cp1251, utf8 := charmap.Windows1251, unicode.UTF8
	le := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, test := range []struct {
		name, contentType, language, want string
		body                              []byte
	}{
		{"windows-1251 declared", "", "", ru, encoded(t, cp1251, `<?xml version="1.0" encoding="windows-1251"?>`, ru)},
		{"windows-1251 in the header", "text/xml; charset=Windows-1251", "", ru, encoded(t, cp1251, "", ru)},
		{"windows-1251 undeclared", "", "", ru, encoded(t, cp1251, "", ru)},
		{"windows-1251 declared as UTF-8", "text/xml; charset=utf-8", "", ru, encoded(t, cp1251, utf8Declared, ru)},
		{"windows-1251 in a wrong header", "text/xml; charset=utf-8", "", ru, encoded(t, cp1251, `<?xml version="1.0" encoding="cp1251"?>`, ru)},
		{"koi8-r declared", "", "", ru, encoded(t, charmap.KOI8R, `<?xml version='1.0' encoding='koi8-r'?>`, ru)},
		{"windows-1252 undeclared", "", "", fr, encoded(t, charmap.Windows1252, "", fr)},
		{"latin-1 that is windows-1252", "text/xml; charset=iso-8859-1", "", "Zangezur’s", encoded(t, charmap.Windows1252, "", "Zangezur’s")},
		{"windows-1254 undeclared", "", "tr", tr, encoded(t, charmap.Windows1254, "", tr)},
		{"windows-1256 undeclared", "", "fa", fa, encoded(t, charmap.Windows1256, "", fa)},
		{"UTF-8 declared as latin-1", "text/xml; charset=ISO-8859-1", "", ru, encoded(t, utf8, "", ru)},
		{"UTF-8 declared as UTF-16", "", "", ru, encoded(t, utf8, `<?xml version="1.0" encoding="utf-16"?>`, ru)},
		{"UTF-8 with a mark", "text/xml; charset=windows-1251", "", ru, append([]byte("\xEF\xBB\xBF"), encoded(t, utf8, "", ru)...)},
		{"UTF-16 with a mark", "", "", ru, encoded(t, le, `<?xml version="1.0" encoding="UTF-16"?>`, ru)},
		{"UTF-16 without a mark", "", "", ru, encoded(t, be, "", ru)},
		{"an unknown charset", "text/xml; charset=klingon", "", ru, encoded(t, utf8, "", ru)},
		{"one bad byte", "", "", ru + "\uFFFD!", encoded(t, utf8, utf8Declared, ru+"\uFFFD!")},
	} {
		t.Run(test.name, func(t *testing.T) {
			body := test.body
			if test.name == "one bad byte" {
				body = []byte(strings.Replace(string(body), "\uFFFD", "\xE9", 1))
			}
			items, err := parseItems(body, test.contentType, "", Feed{ID: "x", Language: test.language}, testNow)
			if err != nil || len(items) != 1 || items[0].Title != test.want {
				t.Errorf("%v, %+v, want %q", err, items, test.want)
			}
		})
	}
}

func TestAllowed(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"as it is", "a\tb\r\nc 😀", "a\tb\r\nc 😀"},
		{"controls", "a\x00b\x0Bc\x1Fd", "abcd"},
		{"no characters", "a\uFFFEb\uFFFFc\uFEFFd", "abcd"},
		{"references", "a&#0;b&#xB;c&#xD800;d&#x110000;e&#4294967295;f", "abcdef"},
		{"good references", "&#65;&#x41;&#x1F600;&amp;", "&#65;&#x41;&#x1F600;&amp;"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := allowed(test.in); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestHasIllegalAgreesWithIsIllegal(t *testing.T) {
	for r := rune(0); r <= 0x1FFFF; r++ {
		if r >= 0xD800 && r <= 0xDFFF {
			continue // cannot be in UTF-8
		}
		if got, want := hasIllegal("a"+string(r)+"b"), isIllegal(r); got != want {
			t.Fatalf("%U: %v, want %v", r, got, want)
		}
	}
}

// TestPrintableBytesAreToldEightAtOnce holds the short way against the look at
// each byte.
func TestPrintableBytesAreToldEightAtOnce(t *testing.T) {
	for b := range 256 {
		for at := range 8 {
			for _, other := range []byte{' ', 'a', 0x7F, '\n', 0xD0} {
				s := bytes.Repeat([]byte{other}, 8)
				s[at] = byte(b)
				want := !bytes.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r > 0x7F })
				if got := allPrintable(string(s)); got != want {
					t.Errorf("%q: %v, want %v", s, got, want)
				}
			}
		}
	}
}
