package fetch

import (
	"strings"
	"unicode/utf8"
)

// tag is a start tag as it was found.
type tag struct {
	name   string // with its prefix, as written
	attrs  []attr
	closed bool // ends with "/>"
	// regular tags are well-formed and may be copied; others are written anew.
	regular bool
	size    int // bytes from "<" to ">"
}

type attr struct{ name, value string }

// readTag reads a start tag at the beginning of s. It gives false for what
// only looks like one: "<3", "<me@example.org>", a tag that never ends. Its
// attributes are appended to those given.
func readTag(s string, attrs []attr) (tag, bool) {
	n := nameLength(s[1:])
	t := tag{name: s[1 : 1+n], attrs: attrs, regular: true}
	at := 1 + n
	if n == 0 || at >= len(s) || !(isSpace(s[at]) || s[at] == '/' || s[at] == '>') {
		return tag{}, false
	}
	for {
		at += spaces(s[at:])
		switch rest := s[at:]; {
		case rest == "" || rest[0] == '<':
			return tag{}, false
		case rest[0] == '>':
			t.size = at + 1
			return t, true
		case strings.HasPrefix(rest, "/>"):
			t.closed, t.size = true, at+2
			return t, true
		case strings.IndexByte(`/="'`, rest[0]) >= 0:
			t.regular = false
			at++
		default:
			at += t.readAttr(rest)
		}
	}
}

// readAttr reads one attribute and gives its length.
func (t *tag) readAttr(s string) int {
	at := nameLength(s)
	if at == len(s) || s[at] != '=' { // which stands behind nearly all names
		end := strings.IndexAny(s, " \t\r\n=/><\"'")
		if end < 0 {
			end = len(s)
		}
		t.regular = t.regular && at == end
		at = end
	}
	a := attr{name: s[:at]}
	eq := at + spaces(s[at:])
	if !strings.HasPrefix(s[eq:], "=") {
		t.regular = false
		t.add(a)
		return at
	}
	at = eq + 1
	at += spaces(s[at:])
	value, size, quoted := readValue(s[at:])
	a.value = value
	t.regular = t.regular && quoted && !strings.Contains(value, "<")
	t.add(a)
	return at + size
}

// add keeps an attribute, up to one more than are allowed.
func (t *tag) add(a attr) {
	if len(t.attrs) <= maxAttributes {
		t.attrs = append(t.attrs, a)
	}
}

// readValue reads a value with or without quotes. A quote that is not closed
// within the tag ends where the tag does.
func readValue(s string) (value string, size int, quoted bool) {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		end := strings.IndexByte(s[1:], s[0])
		if end >= 0 && !looksLikeMarkup(s[1:1+end]) {
			return s[1 : 1+end], end + 2, true
		}
		end = strings.IndexAny(s[1:], "<>")
		if end < 0 {
			end = len(s) - 1
		}
		return s[1 : 1+end], end + 1, false
	}
	end := strings.IndexAny(s, " \t\r\n><\"'")
	if end < 0 {
		end = len(s)
	}
	return s[:end], end, false
}

// looksLikeMarkup tells a value that swallowed the next tag because of a
// missing quote.
func looksLikeMarkup(value string) bool {
	open := strings.IndexByte(value, '<')
	return open >= 0 && strings.IndexByte(value, '>') >= 0
}

var attrEscaper = strings.NewReplacer("<", "&lt;", ">", "&gt;", `"`, "&quot;")

// write gives the tag as well-formed XML, without the end: "<a b="c"".
func (t tag) write(out *strings.Builder) {
	out.WriteByte('<')
	out.WriteString(t.name)
	for _, a := range t.attrs {
		if a.name == "" || nameLength(a.name) != len(a.name) {
			continue
		}
		out.WriteByte(' ')
		out.WriteString(a.name)
		out.WriteString(`="`)
		attrEscaper.WriteString(out, a.value)
		out.WriteByte('"')
	}
}

// nameLength counts the bytes of a name at the beginning of s. Names outside
// ASCII are none: no feed format has them, but text in angle brackets does.
func nameLength(s string) int {
	colon := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isASCIILetter(c), c == '_':
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.'):
		case i > 0 && c == ':' && !colon && i+1 < len(s) && (isASCIILetter(s[i+1]) || s[i+1] == '_'):
			colon = true
		default:
			return i
		}
	}
	return len(s)
}

// spaces counts the white space at the beginning of s.
func spaces(s string) int {
	n := 0
	for n < len(s) && isSpace(s[n]) {
		n++
	}
	return n
}

// isSpace knows the white space of XML.
func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// splitName gives the prefix and the local name, in lower case.
func splitName(name string) (prefix, local string) {
	if name == "pubDate" {
		return "", "pubdate" // each item of RSS has it, and nearly no other capital
	}
	name = lower(name)
	if colon := strings.IndexByte(name, ':'); colon >= 0 {
		return name[:colon], name[colon+1:]
	}
	return "", name
}

// lower gives a name in lower case, which nearly all are in.
func lower(name string) string {
	for i := range len(name) {
		if c := name[i]; c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf {
			return strings.ToLower(name)
		}
	}
	return name
}
