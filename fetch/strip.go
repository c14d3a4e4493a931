package fetch

import (
	"strings"

	"golang.org/x/net/html"
)

// strip takes the mark-up out, once. Nearly all texts have plain tags only,
// which stripPlain knows; for the others there is a tokenizer of HTML, which costs
// several times as much and takes over at the first tag that is not plain.
func strip(w *words, fragment string) {
	w.Grow(len(fragment))
	if rest := stripPlain(w, fragment); rest != "" {
		stripAny(w, rest)
	}
}

// stripPlain writes a text up to the first tag that is not plain, and gives what
// begins there.
func stripPlain(w *words, fragment string) (rest string) {
	tagged := strings.IndexByte(fragment, '<') >= 0
	for fragment != "" {
		at := strings.IndexByte(fragment, '<')
		if at < 0 {
			at = len(fragment)
		}
		text := fragment[:at]
		if entity := strings.IndexByte(text, '&'); entity >= 0 { // the library looks for one a character at a time
			w.write(text[:entity], !tagged)
			text = html.UnescapeString(text[entity:])
		}
		w.write(text, !tagged)
		if fragment = fragment[at:]; fragment == "" {
			break
		}
		name, size, ok := plainTag(fragment)
		if !ok {
			return fragment
		}
		w.gap = max(w.gap, gapOf(name))
		fragment = fragment[size:]
	}
	return ""
}

// notPlain knows the elements whose content HTML reads in a way of its own, or
// nobody is to see.
func notPlain(name string) bool {
	switch name {
	case "script", "style", "noscript", "iframe", "template", "svg", "math", "noembed", "noframes", "plaintext",
		"textarea", "title", "xmp":
		return true
	}
	return false
}

// plainTag reads a start or end tag at the beginning of s, whose attributes
// are written as everybody writes them. It gives false for anything else.
func plainTag(s string) (name string, size int, ok bool) {
	at := 1
	if strings.HasPrefix(s, "</") {
		at = 2
	}
	start := at
	for at < len(s) && (isASCIILetter(s[at]) || at > start && s[at] >= '0' && s[at] <= '9') {
		at++
	}
	name = lower(s[start:at])
	if at == start || at == len(s) || strings.IndexByte(" \t\r\n/>", s[at]) < 0 || notPlain(name) {
		return "", 0, false
	}
	for at < len(s) {
		switch s[at] {
		case '>':
			return name, at + 1, true
		case '<', '"', '\'':
			return "", 0, false
		case '=':
			size := plainValue(s, at)
			if size == 0 {
				return "", 0, false
			}
			at += size
		default:
			at++
		}
	}
	return "", 0, false
}

// plainValue gives the length of an equals sign and the quoted value behind
// it, 0 where the name, the sign and the value do not stand close together.
func plainValue(s string, at int) int {
	if before := s[at-1]; !isASCIILetter(before) && !(before >= '0' && before <= '9') || at+1 == len(s) || s[at+1] != '"' && s[at+1] != '\'' {
		return 0
	}
	end := strings.IndexByte(s[at+2:], s[at+1])
	if end < 0 {
		return 0
	}
	return end + 3
}
