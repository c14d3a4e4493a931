package fetch

import (
	"html"
	"iter"
	"strings"
)

// element is one element of a tidied document. All of it are slices of the
// document: nothing is copied or decoded until somebody asks.
type element struct {
	name  string // as written, with its prefix
	attrs string // from behind the name to ">" or "/>"
	inner string // what stands between the tags
}

// elements gives the elements that stand directly in a text of a tidied
// document, in order. The work is linear in the text's length.
func elements(text string) iter.Seq[element] {
	return func(yield func(element) bool) {
		for {
			e, rest, ok := nextElement(text)
			if !ok || !yield(e) {
				return
			}
			text = rest
		}
	}
}

// nextElement gives the next element that stands directly in a text, and the
// text behind it; false where an end tag or the text's end comes first.
func nextElement(text string) (e element, rest string, ok bool) {
	tag, rest, ok := nextTag(text)
	if !ok || strings.HasPrefix(tag, "/") {
		return element{}, rest, false
	}
	e = startOf(tag)
	if !strings.HasSuffix(tag, "/") {
		e.inner, rest, ok = untilEnd(rest)
	}
	return e, rest, ok
}

// nextTag gives what stands between the next "<" and its ">", past text and
// CDATA sections.
func nextTag(text string) (tag, rest string, ok bool) {
	for {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			return "", "", false
		}
		text = text[at:]
		if !strings.HasPrefix(text, "<!") { // "<![CDATA["
			end := tagEnd(text)
			if end < 0 {
				return "", "", false
			}
			return text[1:end], text[end+1:], true
		}
		end := strings.Index(text, "]]>")
		if end < 0 {
			return "", "", false
		}
		text = text[end+3:]
	}
}

// untilEnd splits behind a start tag at the end tag that belongs to it.
func untilEnd(text string) (inner, rest string, ok bool) {
	left, depth := text, 1
	for {
		tag, after, ok := nextTag(left)
		if !ok {
			return text, "", false
		}
		switch {
		case strings.HasPrefix(tag, "/"):
			depth--
		case !strings.HasSuffix(tag, "/"):
			depth++
		}
		if depth == 0 {
			end := len(text) - len(after) - len(tag) - 2
			return text[:end], after, true
		}
		left = after
	}
}

// tagEnd finds the ">" of a tag, past the quoted values.
func tagEnd(s string) int {
	for at := 1; at < len(s); at++ {
		switch s[at] {
		case '>':
			return at
		case '"', '\'':
			end := strings.IndexByte(s[at+1:], s[at])
			if end < 0 {
				return -1
			}
			at += end + 1
		}
	}
	return -1
}

// startOf gives an element that is known by its start tag only.
func startOf(tag string) (e element) {
	e.name, e.attrs = tagParts(tag)
	return e
}

func tagParts(tag string) (name, attrs string) {
	tag = strings.TrimSuffix(tag, "/")
	for i := range len(tag) {
		if isSpace(tag[i]) {
			return tag[:i], tag[i:]
		}
	}
	return tag, ""
}

// attributes gives the attributes of a tidied tag, values as written.
func attributes(attrs string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for {
			name, rest, ok := strings.Cut(attrs, "=")
			rest = rest[spaces(rest):]
			if !ok || rest == "" {
				return
			}
			value, after, ok := strings.Cut(rest[1:], rest[:1])
			if !ok || !yield(strings.TrimSpace(name), value) {
				return
			}
			attrs = after
		}
	}
}

// attr gives the decoded and trimmed value of an attribute, whatever its case;
// "" if there is none.
func (e element) attr(name string) string {
	if e.attrs == "" {
		return "" // nearly always
	}
	for n, value := range attributes(e.attrs) {
		if strings.EqualFold(n, name) {
			return strings.TrimSpace(html.UnescapeString(value))
		}
	}
	return ""
}

// text gives the character data of the element. Where other elements stand
// in it, publishers forgot to escape HTML: it is given with their tags, and
// then its entities stay as they are.
func (e element) text() string {
	if strings.IndexByte(e.inner, '<') < 0 {
		return html.UnescapeString(e.inner)
	}
	if section, ok := onlySection(e.inner); ok {
		return section
	}
	if e.hasElements() {
		return inlined(e.inner)
	}
	var b strings.Builder
	b.Grow(len(e.inner))
	for chars, cdata := range pieces(e.inner) {
		if cdata {
			b.WriteString(chars)
		} else {
			b.WriteString(html.UnescapeString(chars))
		}
	}
	return b.String()
}

// onlySection gives what a CDATA section holds that is all there is in a text.
func onlySection(text string) (string, bool) {
	section, opened := strings.CutPrefix(text, "<![CDATA[")
	section, closed := strings.CutSuffix(section, "]]>")
	return section, opened && closed && !strings.Contains(section, "]]>")
}

// line gives the trimmed text of an element that has a line of text, with the
// line ends of XML 1.0 (2.11) where it is written plainly.
func (e element) line() string {
	if strings.IndexByte(e.inner, '<') < 0 && strings.IndexByte(e.inner, '&') < 0 {
		return lineEnds(strings.TrimSpace(e.inner))
	}
	return strings.TrimSpace(allowed(strings.TrimSpace(e.text())))
}

func lineEnds(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

func (e element) hasElements() bool {
	_, _, ok := nextTag(e.inner)
	return ok
}

// pieces gives the text and the CDATA sections of a tidied text in turn; tags
// count as text.
func pieces(text string) iter.Seq2[string, bool] {
	const start, end = "<![CDATA[", "]]>"
	return func(yield func(chars string, cdata bool) bool) {
		for text != "" {
			chars, rest, found := strings.Cut(text, start)
			if chars != "" && !yield(chars, false) || !found {
				return
			}
			section, rest, _ := strings.Cut(rest, end)
			if section != "" && !yield(section, true) {
				return
			}
			text = rest
		}
	}
}

// inlined gives mark-up with what its CDATA sections hold, which is HTML too.
func inlined(text string) string {
	if !strings.Contains(text, "<![CDATA[") {
		return text
	}
	var b strings.Builder
	for chars := range pieces(text) {
		b.WriteString(chars)
	}
	return b.String()
}

// escaped gives the inner mark-up of an XHTML text, where a CDATA section is
// plain text.
func escaped(text string) string {
	if !strings.Contains(text, "<![CDATA[") {
		return text
	}
	var b strings.Builder
	for chars, cdata := range pieces(text) {
		if cdata {
			chars = html.EscapeString(chars)
		}
		b.WriteString(chars)
	}
	return b.String()
}
