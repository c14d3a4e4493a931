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
	"golang.org/x/text/encoding/unicode/utf32"
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
func decode(body []byte, contentType, language string, n *notes) (text, name string, err error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return "", "", errEmpty
	}
	valid := utf8.Valid(body)
	enc, name := encodingOf(body, valid, contentType, language, n)
	if enc != nil {
		if out, err := enc.NewDecoder().Bytes(body); err == nil {
			body, valid = out, utf8.Valid(out)
		}
	}
	text = string(body)
	clean := text
	if !valid {
		clean = strings.ToValidUTF8(text, "\uFFFD")
	}
	if len(clean) != len(text) {
		n.add("repaired", "bytes that are no letters in %s were replaced", name)
	}
	text = allowed(clean)
	if strings.TrimSpace(text) == "" {
		return "", "", errEmpty
	}
	if dropped := len(clean) - len(text); dropped > 0 && !strings.HasPrefix(clean, "\uFEFF") {
		n.add("repaired", "control characters, which XML does not allow, were dropped")
	}
	return text, name, nil
}

// encodingOf gives nil for UTF-8; valid is whether the bytes are.
func encodingOf(body []byte, valid bool, contentType, language string, n *notes) (encoding.Encoding, string) {
	if enc, name := byFirstBytes(body); name != "" {
		return enc, name
	}
	good, bad := min(1, len(body)-asciiHead(body)), 0
	if !valid {
		good, bad = utf8Runs(body)
	}
	for _, label := range []string{httpCharset(contentType), xmlCharset(body)} {
		enc, name := lookup(label)
		switch {
		case enc == nil, strings.HasPrefix(name, "utf-16"), name == "replacement":
			if label != "" {
				n.add("repaired", "the charset is said to be %q, which it is not", label)
			}
			continue // unknown, or told false by the bytes: UTF-16 has zeros
		case bad == 0 && good > 0:
			if name != "utf-8" {
				n.add("repaired", "the charset is said to be %s, but the bytes are UTF-8", name)
			}
			return nil, "utf-8"
		case name == "utf-8" && good >= bad:
			return nil, "utf-8"
		case name != "utf-8":
			return enc, name
		}
	}
	if good >= bad && good > 0 || bad == 0 {
		return nil, "utf-8"
	}
	enc, name := byEvidence(body, language)
	n.add("repaired", "the charset is not said, or wrong: read as %s by the look of the bytes", name)
	return enc, name
}

// lookup finds an encoding by a name of the web's, or of the few others that
// feeds were seen in.
func lookup(label string) (encoding.Encoding, string) {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "utf-32", "utf-32be", "ucs-4":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-16" // told by the first bytes
	case "cp037", "ibm037", "ebcdic-cp-us":
		return charmap.CodePage037, "ibm037"
	}
	return charset.Lookup(label)
}

// firstBytes are byte order marks, and the encodings in which a document's
// first letter alone tells them.
var firstBytes = func() []firstByte {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	long, longBig := utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	return []firstByte{
		{"\xEF\xBB\xBF", "utf-8", nil},
		{"\xFF\xFE\x00\x00", "utf-32le", long}, {"<\x00\x00\x00", "utf-32le", long},
		{"\x00\x00\xFE\xFF", "utf-32be", longBig}, {"\x00\x00\x00<", "utf-32be", longBig},
		{"\xFF\xFE", "utf-16le", little}, {"<\x00", "utf-16le", little}, {"{\x00", "utf-16le", little},
		{"\xFE\xFF", "utf-16be", big}, {"\x00<", "utf-16be", big}, {"\x00{", "utf-16be", big},
		{"Lo\xA7\x94", "ibm037", charmap.CodePage037}, // "<?xm" in EBCDIC
	}
}()

type firstByte struct {
	start, name string
	is          encoding.Encoding
}

func byFirstBytes(body []byte) (encoding.Encoding, string) {
	for _, known := range firstBytes {
		if bytes.HasPrefix(body, []byte(known.start)) {
			return known.is, known.name
		}
	}
	return nil, ""
}

func httpCharset(contentType string) string {
	if strings.IndexByte(contentType, ';') < 0 {
		return ""
	}
	_, params, _ := mime.ParseMediaType(contentType)
	return params["charset"]
}

func xmlCharset(body []byte) string {
	if i := bytes.IndexByte(body, '<'); i > 0 {
		body = body[i:]
	}
	if label, ok := usualCharset(body); ok {
		return label
	}
	if m := declaration.FindSubmatch(body[:min(len(body), declarationWindow)]); m != nil {
		return string(m[1])
	}
	return ""
}

// usualCharset reads the declaration as nearly all documents write it, or tells
// that there is none: expressions cost as much as all else that is done to find
// out the charset.
func usualCharset(body []byte) (label string, ok bool) {
	if !bytes.HasPrefix(body, []byte("<?")) {
		return "", true
	}
	rest, ok := bytes.CutPrefix(body, []byte(`<?xml version="1.0" encoding="`))
	if !ok {
		return "", false
	}
	name, _, ok := bytes.Cut(rest[:min(len(rest), len("iso-8859-15")+1)], []byte{'"'})
	for _, c := range name {
		ok = ok && (isASCIILetter(c) || c >= '0' && c <= '9' || c == '-')
	}
	return string(name), ok && len(name) > 0
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

// asciiHead is how many bytes of ASCII a text begins with.
func asciiHead[T string | []byte](text T) int {
	at := 0
	for ; at+8 <= len(text); at += 8 {
		if s := text[at : at+8]; s[0]|s[1]|s[2]|s[3]|s[4]|s[5]|s[6]|s[7] >= utf8.RuneSelf {
			break
		}
	}
	for at < len(text) && text[at] < utf8.RuneSelf {
		at++
	}
	return at
}

// byEvidence tells alphabets of one byte a letter apart: in Cyrillic or Arabic
// the bytes of a word are all high, in Latin high bytes stand alone among
// ASCII letters.
func byEvidence(body []byte, language string) (encoding.Encoding, string) {
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
		return charmap.Windows1256, "windows-1256"
	case among > alone:
		return charmap.Windows1251, "windows-1251"
	case language == "az" || language == "tr":
		return charmap.Windows1254, "windows-1254"
	}
	return charmap.Windows1252, "windows-1252"
}

// isHighLetter knows the letters of windows-1251: the alphabet, ё and Ё.
func isHighLetter(b byte) bool { return b >= 0xC0 || b == 0xA8 || b == 0xB8 }

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// allowed drops the characters that XML 1.0 does not allow (section 2.2),
// written out or as a reference, and the byte order mark. The control
// characters that it allows, U+0080 to U+009F, are letters of windows-1252 that
// somebody took for ISO 8859-1.
func allowed(s string) string {
	if hasIllegal(s) {
		s = strings.Map(func(r rune) rune {
			if r >= 0x80 && r <= 0x9F {
				return charmap.Windows1252.DecodeByte(byte(r))
			}
			if isIllegal(r) {
				return -1
			}
			return r
		}, s)
	}
	return withoutReferences(s)
}

// withoutReferences drops the references to characters that are not allowed.
// Texts have many others, so that nothing is written anew before one is found.
func withoutReferences(s string) string {
	var out strings.Builder
	kept := 0 // up to where the text is written
	for at := 0; ; {
		next := strings.Index(s[at:], "&#")
		if next < 0 {
			break
		}
		at += next
		size := illegalReference(s[at:])
		if size > 0 {
			out.WriteString(s[kept:at])
			kept = at + size
		}
		at += max(size, len("&#"))
	}
	if kept == 0 {
		return s
	}
	out.WriteString(s[kept:])
	return out.String()
}

// illegalReference gives the length of a reference that begins a text and
// stands for a character that is not allowed, 0 for any other.
func illegalReference(s string) int {
	end := strings.IndexByte(s[:min(len(s), maxReference)], ';')
	if end < 0 {
		return 0
	}
	digits, base := s[len("&#"):end], 10
	if digits != "" && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	if digits == "" || strings.Trim(digits, "0123456789abcdefABCDEF") != "" {
		return 0
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if errors.Is(err, strconv.ErrSyntax) {
		return 0
	}
	if err != nil || n > utf8.MaxRune || isIllegal(rune(n)) && !(n >= 0x80 && n <= 0x9F) {
		return end + 1
	}
	return 0
}

// maxReference is "&#1234567890;", the longest reference that is looked at.
const maxReference = 13

// hasIllegal is whether any character of valid UTF-8 is illegal, by its bytes:
// whole documents go through it, most of which is plain ASCII.
func hasIllegal(s string) bool {
	for at := 0; at < len(s); {
		for at+8 <= len(s) && allPrintable(s[at:at+8]) {
			at += 8
		}
		for end := min(at+8, len(s)); at < end; at++ {
			switch c := s[at]; {
			case c >= 0x20 && c < 0xC2, c == '\t', c == '\n', c == '\r':
			case c < 0x20,
				c == 0xC2 && at+1 < len(s) && s[at+1] < 0xA0,
				c == 0xEF && at+2 < len(s) && (s[at+1] == 0xBB && s[at+2] == 0xBF || s[at+1] == 0xBF && s[at+2] >= 0xBE):
				return true
			}
		}
	}
	return false
}

// allPrintable tells of eight bytes at once whether all are from 0x20 to 0x7F:
// none has its highest bit set, before or after 0x20 is taken from each.
func allPrintable(s string) bool {
	_ = s[7]
	x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	const each = 0x0101010101010101
	return (x|(x-0x20*each))&(0x80*each) == 0
}

func isIllegal(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\t' && r != '\n' && r != '\r'
	case r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
		return true
	}
	return r >= 0xD800 && r <= 0xDFFF || r >= 0x80 && r <= 0x9F
}
