package fetch

import (
	"strings"

	"golang.org/x/net/html"
)

// addressed are the attributes of HTML that hold one address.
var addressed = map[string]bool{
	"href": true, "src": true, "action": true, "cite": true, "longdesc": true, "poster": true, "data": true,
	"background": true, "codebase": true, "classid": true, "profile": true, "usemap": true, "formaction": true,
}

// Markup gives the text with the addresses of its links and pictures made
// absolute: against xml:base where the mark-up has its own, else against Base.
// Plain text is given as it is.
func (t Text) Markup() string {
	if t.Type == plainType && !hasMarkup(t.Value) || !strings.Contains(t.Value, "<") {
		return t.Value
	}
	m := rebaser{bases: []frameBase{{"", t.Base}}}
	m.out.Grow(len(t.Value))
	z := html.NewTokenizer(strings.NewReader(t.Value))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return m.out.String()
		}
		raw := string(z.Raw())
		m.token(kind, raw, z.Token())
	}
}

// rebaser writes mark-up anew with absolute addresses.
type rebaser struct {
	out   strings.Builder
	bases []frameBase // of the open elements that set one, innermost last
}

type frameBase struct{ name, base string }

func (m *rebaser) token(kind html.TokenType, raw string, t html.Token) {
	last := m.bases[len(m.bases)-1]
	switch kind {
	case html.EndTagToken:
		if t.Data == last.name {
			m.bases = m.bases[:len(m.bases)-1]
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		base := last.base
		if own := attribute(t, "xml:base"); own != "" {
			base = resolve(base, own)
		}
		if kind == html.StartTagToken && (base != last.base || t.Data == last.name) && len(m.bases) < maxDepth {
			m.bases = append(m.bases, frameBase{t.Data, base})
		}
		if changed := absolute(&t, base); changed {
			raw = t.String()
		}
	}
	m.out.WriteString(raw)
}

// absolute resolves the addresses of a tag and tells whether any changed.
func absolute(t *html.Token, base string) bool {
	changed := false
	for i, a := range t.Attr {
		if !addressed[a.Key] {
			continue
		}
		if to := resolve(base, a.Val); to != a.Val {
			t.Attr[i].Val, changed = to, true
		}
	}
	return changed
}
