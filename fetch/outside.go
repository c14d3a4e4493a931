package fetch

import (
	"bytes"
	"iter"
)

// mark is a piece of mark-up outside the items of a feed: a start tag, a
// comment, or, with neither name nor comment, anything else.
type mark struct {
	name     []byte // of a start tag, as written, with its prefix
	comment  bool
	from, to int
}

// outsideItems goes over the mark-up of a feed that stands in none of its
// items, in one pass over the bytes as they came. Items are known by their
// tags; what stands in CDATA or in a comment is not looked at.
func outsideItems(body []byte) iter.Seq[mark] {
	return func(yield func(mark) bool) {
		for at := 0; at < len(body); {
			m, ok := nextMark(body, at)
			if !ok || !yield(m) {
				return
			}
			at = m.to
			if isItem(m.name) && body[max(m.from, m.to-2)] != '/' {
				at = endOfItem(body, m.to, m.name)
			}
		}
	}
}

// nextMark finds the next mark-up at or after a place.
func nextMark(body []byte, at int) (mark, bool) {
	open := bytes.IndexByte(body[at:], '<')
	if open < 0 {
		return mark{}, false
	}
	m := mark{from: at + open}
	rest := body[m.from:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		m.comment, m.to = true, m.from+endOf(rest, "-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		m.to = m.from + endOf(rest, "]]>")
	case len(rest) > 1 && isASCIILetter(rest[1]):
		n := bytes.IndexAny(rest, " \t\r\n/>")
		if n < 0 {
			n = len(rest)
		}
		m.name, m.to = rest[1:n], m.from+endOf(rest, ">")
	default:
		m.to = m.from + 1
	}
	return m, true
}

// endOf gives the place behind the first end, that of all if there is none.
func endOf(s []byte, end string) int {
	if i := bytes.Index(s, []byte(end)); i >= 0 {
		return i + len(end)
	}
	return len(s)
}

// localName leaves the prefix out.
func localName(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

func isItem(name []byte) bool {
	local := localName(name)
	return string(local) == "item" || string(local) == "entry"
}

// endOfItem gives the place behind the end tag of an item that begins before
// at. The start tags on the way are of no interest.
func endOfItem(body []byte, at int, name []byte) int {
	for {
		open := bytes.IndexByte(body[at:], '<')
		if open < 0 || at+open+1 >= len(body) {
			return len(body)
		}
		at += open
		switch rest := body[at:]; rest[1] {
		case '!':
			m, _ := nextMark(body, at)
			at = m.to
		case '/':
			if isEnd(rest, name) {
				return at + endOf(rest, ">")
			}
			at += 2
		default:
			at++
		}
	}
}

// isEnd tells whether s begins with the end tag of this name.
func isEnd(s, name []byte) bool {
	return len(s) > 2+len(name) && s[1] == '/' && bytes.HasPrefix(s[2:], name) &&
		bytes.IndexByte([]byte("> \t\r\n"), s[2+len(name)]) >= 0
}

// textOf gives the text between a start tag and its own end tag, and where the
// end tag ends; false if there is other mark-up between the two.
func textOf(body []byte, m mark) (text []byte, end int, ok bool) {
	next, found := nextMark(body, m.to)
	if !found {
		return nil, 0, false
	}
	text = body[m.to:next.from]
	if rest := body[next.from:]; bytes.HasPrefix(rest, []byte("<![CDATA[")) {
		text = bytes.TrimSuffix(body[next.from+len("<![CDATA["):next.to], []byte("]]>"))
		if next, found = nextMark(body, next.to); !found {
			return nil, 0, false
		}
	}
	if !isEnd(body[next.from:], m.name) {
		return nil, 0, false
	}
	return bytes.TrimSpace(text), next.from + endOf(body[next.from:], ">"), true
}
