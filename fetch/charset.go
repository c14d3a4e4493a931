package fetch

import (
	"bytes"
	"errors"
	"mime"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var errEmpty = errors.New("the answer is empty: if this stays so, look for the feed's new address")

// declaration finds the encoding in an XML declaration, which is plain ASCII
// in all encodings that are not told by their first bytes.
var declaration = regexp.MustCompile(`(?i)^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([a-z0-9_:.\-]{1,40})`)

// declarationWindow is how far from the start a declaration is looked for,
// counted after any junk before the first "<".
const declarationWindow = 512

// decode gives the document as clean UTF-8: only characters that XML 1.0
// allows, bytes that make no sense as U+FFFD.
//
// The encoding is the first of these that holds: a byte order mark; UTF-8 when
// the bytes are valid as such and not all ASCII (no text in another encoding
// is, except by wonder); the charset of the Content-Type; the XML declaration;
// mostly valid UTF-8; else windows-1251 or windows-1252 (or their Turkish and
// Arabic sisters) by what the bytes look like and the language of the feed. A
// claim of UTF-8 counts only when most of the bytes outside ASCII bear it out.
func decode(body []byte, contentType, language string) (string, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return "", errEmpty
	}
	text := string(body)
	if enc := encodingOf(body, contentType, language); enc != nil {
		if out, err := enc.NewDecoder().Bytes(body); err == nil {
			text = string(out)
		}
	}
	return allowed(strings.ToValidUTF8(text, "\uFFFD")), nil
}

// encodingOf gives nil for UTF-8.
func encodingOf(body []byte, contentType, language string) encoding.Encoding {
	if enc, ok := byFirstBytes(body); ok {
		return enc
	}
	good, bad := utf8Runs(body)
	if bad == 0 && good > 0 {
		return nil
	}
	for _, label := range []string{httpCharset(contentType), xmlCharset(body)} {
		enc, name := charset.Lookup(label)
		switch {
		case enc == nil, strings.HasPrefix(name, "utf-16"), name == "replacement":
			continue // unknown, or told false by the bytes: UTF-16 has zeros
		case name == "utf-8" && good >= bad:
			return nil
		case name != "utf-8":
			return enc
		}
	}
	if good >= bad && good > 0 || bad == 0 {
		return nil
	}
	return byEvidence(body, language)
}

// byFirstBytes knows byte order marks and UTF-16 without one.
func byFirstBytes(body []byte) (encoding.Encoding, bool) {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return nil, true
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), true
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), true
	case bytes.HasPrefix(body, []byte("<\x00")), bytes.HasPrefix(body, []byte("{\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), true
	case bytes.HasPrefix(body, []byte("\x00<")), bytes.HasPrefix(body, []byte("\x00{")):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), true
	}
	return nil, false
}

func httpCharset(contentType string) string {
	_, params, _ := mime.ParseMediaType(contentType)
	return params["charset"]
}

func xmlCharset(body []byte) string {
	if i := bytes.IndexByte(body, '<'); i > 0 {
		body = body[i:]
	}
	if m := declaration.FindSubmatch(body[:min(len(body), declarationWindow)]); m != nil {
		return string(m[1])
	}
	return ""
}

// utf8Runs counts the characters of more than one byte and the bytes that
// belong to none.
func utf8Runs(body []byte) (good, bad int) {
	for len(body) > 0 {
		if body[0] < utf8.RuneSelf {
			body = body[1:]
			continue
		}
		r, n := utf8.DecodeRune(body)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		body = body[n:]
	}
	return good, bad
}

// byEvidence tells alphabets of one byte a letter apart: in Cyrillic or Arabic
// the bytes of a word are all high, in Latin high bytes stand alone among
// ASCII letters.
func byEvidence(body []byte, language string) encoding.Encoding {
	among, alone := 0, 0
	for i := 1; i < len(body); i++ {
		switch high, before := isHighLetter(body[i]), isHighLetter(body[i-1]); {
		case high && before:
			among++
		case high && isASCIILetter(body[i-1]), before && isASCIILetter(body[i]):
			alone++
		}
	}
	switch {
	case among > alone && (language == "fa" || language == "ar"):
		return charmap.Windows1256
	case among > alone:
		return charmap.Windows1251
	case language == "az" || language == "tr":
		return charmap.Windows1254
	}
	return charmap.Windows1252
}

// isHighLetter knows the letters of windows-1251: the alphabet, ё and Ё.
func isHighLetter(b byte) bool { return b >= 0xC0 || b == 0xA8 || b == 0xB8 }

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

var charReference = regexp.MustCompile(`&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));`)

// allowed drops the characters that XML 1.0 does not allow (section 2.2),
// written out or as a reference, and the byte order mark.
func allowed(s string) string {
	if strings.ContainsFunc(s, isIllegal) {
		s = strings.Map(func(r rune) rune {
			if isIllegal(r) {
				return -1
			}
			return r
		}, s)
	}
	if !strings.Contains(s, "&#") {
		return s
	}
	return charReference.ReplaceAllStringFunc(s, func(ref string) string {
		m := charReference.FindStringSubmatch(ref)
		digits, base := m[1], 16
		if digits == "" {
			digits, base = m[2], 10
		}
		if n, err := strconv.ParseUint(digits, base, 32); err != nil || n > utf8.MaxRune || isIllegal(rune(n)) {
			return ""
		}
		return ref
	})
}

func isIllegal(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\t' && r != '\n' && r != '\r'
	case r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
		return true
	}
	return r >= 0xD800 && r <= 0xDFFF
}
