package fetch

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// repair mends texts that were encoded twice: UTF-8 that somebody read as
// windows-1252 or windows-1251 and wrote as UTF-8 again.
func (d *Document) repair(n *notes) {
	mended, dropped := d.Feed.repair(), d.Feed.dropped
	for i := range d.Entries {
		mended += d.Entries[i].repair()
		dropped += d.Entries[i].dropped
	}
	n.count("skipped", dropped, "an item has too many authors, tags or links: one was left out", "items have too many authors, tags or links: %d were left out")
	n.count("repaired", mended, "a text was encoded twice and is decoded twice", "%d texts were encoded twice and are decoded twice")
}

func (e *Entry) repair() int {
	mended := repaired(&e.Title.Value) + repaired(&e.Summary.Value)
	for i := range e.Contents {
		mended += repaired(&e.Contents[i].Value)
	}
	for i := range e.Tags {
		mended += repaired(&e.Tags[i].Term)
	}
	return mended
}

// repaired mends a text and gives 1 if there was anything to mend.
func repaired(text *string) int {
	once, ok := decodeTwice(*text)
	if !ok {
		return 0
	}
	*text = once
	return 1
}

// minMojibake is how many letters must come out of a text before it is
// believed to be encoded twice; one of three bytes is enough.
const minMojibake = 2

// decodeTwice undoes a double encoding where there is no doubt: all of the
// text's letters outside ASCII are of the one alphabet, and its bytes are
// valid UTF-8. In real text of such an alphabet they hardly ever are.
func decodeTwice(text string) (string, bool) {
	start := asciiHead(text) // nothing before the first letter outside ASCII is doubtful
	if start == len(text) {
		return "", false
	}
	for _, alphabet := range []*charmap.Charmap{charmap.Windows1252, charmap.Windows1251} {
		if once, ok := decodeTwiceAs(text[start:], alphabet); ok {
			return text[:start] + once, true
		}
	}
	return "", false
}

func decodeTwiceAs(text string, alphabet *charmap.Charmap) (string, bool) {
	var out []byte
	expect, letters, long := 0, 0, false
	for _, r := range text {
		b, ok := alphabet.EncodeRune(r)
		if !ok && r < 0x100 { // a byte without a letter, kept as it was
			b, ok = byte(r), true
		}
		lead := leadSize(b)
		switch {
		case !ok, b < utf8.RuneSelf && expect > 0, b >= utf8.RuneSelf && expect == 0 && lead == 0, expect > 0 && b&0xC0 != 0x80:
			return "", false
		case expect > 0:
			expect--
		case lead > 0:
			expect, letters, long = lead-1, letters+1, long || lead > 2
		}
		out = append(out, b)
	}
	once := string(out)
	enough := letters >= minMojibake || long
	return once, expect == 0 && enough && utf8.ValidString(once)
}

// leadSize gives how many bytes the letter has that a byte begins, 0 when it
// begins none of several.
func leadSize(b byte) int {
	switch {
	case b >= 0xC2 && b <= 0xDF:
		return 2
	case b >= 0xE0 && b <= 0xEF:
		return 3
	case b >= 0xF0 && b <= 0xF4:
		return 4
	}
	return 0
}
