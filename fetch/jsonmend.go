package fetch

import (
	"encoding/json"
	"errors"
	"strings"
)

// readBrokenJSON reads what encoding/json refuses: with commas too many and
// line ends in strings mended, else the items before the mistake.
func readBrokenJSON(text, base string, n *notes) (Document, error) {
	mended := mendJSON(text)
	if json.Valid([]byte(mended)) {
		n.add("repaired", "the JSON document has commas too many, or line ends within strings")
		return readJSON(mended, base)
	}
	head, items := wholeMembers(mended)
	if len(items) == 0 || !strings.Contains(head, jsonFeedVersion) {
		return Document{}, errors.New("the JSON document breaks off or is broken: no item was read")
	}
	doc, err := parseJSON(object{}, items, base)
	if err != nil {
		return Document{}, err
	}
	n.count("salvaged", len(doc.Entries), "an item before the mistake in the JSON document was read", "%d items before the mistake in the JSON document were read")
	return doc, &PartialError{Items: len(doc.Entries)}
}

// wholeMembers gives the members of the items that can be read, and what stands
// before them.
func wholeMembers(text string) (head string, items []json.RawMessage) {
	at := strings.Index(text, `"items"`)
	if at < 0 {
		return "", nil
	}
	open := strings.IndexByte(text[at:], '[')
	if open < 0 {
		return "", nil
	}
	head = text[:at]
	decoder := json.NewDecoder(strings.NewReader(text[at+open:]))
	if _, err := decoder.Token(); err != nil {
		return head, nil
	}
	for decoder.More() && len(items) < maxItems {
		var it json.RawMessage
		if decoder.Decode(&it) != nil {
			break
		}
		items = append(items, it)
	}
	return head, items
}

// mendJSON escapes line ends and tabs within strings, which JSON does not
// allow, and drops commas before a closing bracket.
func mendJSON(text string) string {
	b := make([]byte, 0, len(text)+64)
	inString, escaped := false, false
	comma := -1 // how long the output was before a comma that nothing follows yet
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case inString && !escaped && (c == '\n' || c == '\r' || c == '\t'):
			b = append(b, '\\', map[byte]byte{'\n': 'n', '\r': 'r', '\t': 't'}[c])
			continue
		case inString:
			inString = escaped || c != '"'
			escaped = c == '\\' && !escaped
		case (c == ']' || c == '}') && comma >= 0:
			b, comma = b[:comma], -1
		case c == ',':
			comma = len(b)
		case c != ' ' && c != '\n' && c != '\r' && c != '\t':
			inString, comma = c == '"', -1
		}
		b = append(b, c)
	}
	return string(b)
}
