package fetch

import (
	"slices"
	"strings"
)

// checked compares what was read with what the bytes show, and salvages what
// is missing item by item. The error is the tidier's, which gave up.
func checked(text, base string, doc Document, cut bool, failed error, n *notes) (Document, error) {
	root := text[:max(0, tagEnd(text)+1)]
	name, _ := tagParts(strings.Trim(root, "<>"))
	prefix, _ := splitName(name)
	var starts []int
	if cut || itemsAtMost(text, prefix) > len(doc.Entries) { // else none can be missing
		starts = itemStarts(text, prefix)
	}
	if cut {
		starts = wholeItems(text, starts)
	}
	if len(doc.Entries) < min(len(starts), maxItems) {
		saved := salvage(text, root, starts, &doc, base)
		n.count("salvaged", saved, "an item was read by itself, as it was lost in the whole", "%d items were read by themselves, as they were lost in the whole")
	}
	if len(doc.Entries) == 0 && failed != nil {
		return Document{}, failed
	}
	if failed != nil {
		n.add("skipped", "%v", failed)
	}
	missing := max(0, len(starts)-len(doc.Entries))
	if missing > 0 {
		n.count("skipped", missing, "an item could not be read", "%d items could not be read")
	}
	if missing > 0 || cut {
		return doc, &PartialError{Items: len(doc.Entries), Missing: missing}
	}
	return doc, nil
}

// itemTags are the start tags of items: "<item" and "<entry" with no prefix or
// the root's.
type itemTags struct {
	names  []string
	firsts [256]bool // the first letters, by which most tags are passed over
}

func itemTagsOf(prefix string) *itemTags {
	tags := &itemTags{names: []string{"item", "entry"}}
	if prefix != "" {
		tags.names = append(tags.names, prefix+":item", prefix+":entry")
	}
	for _, name := range tags.names {
		tags.firsts[name[0]], tags.firsts[strings.ToUpper(name)[0]] = true, true
	}
	return tags
}

// begin tells whether such a tag begins with the "<" at the beginning of s.
func (tags *itemTags) begin(s string) bool {
	return len(s) > 1 && tags.firsts[s[1]] && slices.ContainsFunc(tags.names, func(name string) bool { return startsWithName(s[1:], name) })
}

// itemsAtMost counts the start tags of items wherever they stand: there are no
// more items than that. It is much cheaper than to look where each begins.
func itemsAtMost(text, prefix string) (n int) {
	tags := itemTagsOf(prefix)
	for at := strings.IndexByte(text, '<'); at >= 0; at = strings.IndexByte(text, '<') {
		text = text[at:]
		if tags.begin(text) {
			n++
		}
		text = text[1:]
	}
	return n
}

// itemStarts counts the items of a document by looking at its bytes alone, and
// tells where each begins: every such tag outside comments and CDATA sections.
// It is kept apart from the tidier on purpose: what the one misreads the other
// is to notice.
func itemStarts(text, prefix string) []int {
	var starts []int
	tags, seen := itemTagsOf(prefix), marks{}
	for at := 0; ; {
		next := strings.IndexByte(text[at:], '<')
		if next < 0 {
			return starts
		}
		at += next
		if past := seen.pastSection(text, at); past > at {
			at = past
			continue
		}
		if tags.begin(text[at:]) {
			starts = append(starts, at)
		}
		at++
	}
}

func startsWithName(s, name string) bool {
	return len(s) > len(name) && strings.EqualFold(s[:len(name)], name) && strings.IndexByte(" \t\r\n/>", s[len(name)]) >= 0
}

// pastSection gives the end of a comment or CDATA section that begins at at,
// and at for anything else, and for a section that does not end before another
// one begins.
func (m marks) pastSection(text string, at int) int {
	if !strings.HasPrefix(text[at:], "<!") {
		return at // nearly always
	}
	for _, section := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}} {
		start, end := section[0], section[1]
		if !strings.HasPrefix(text[at:], start) {
			continue
		}
		stop := m.next(text, at, end)
		if stop < 0 || swallows(text[min(at+len(start), stop):stop]) { // "<!-->" is a comment too
			return at
		}
		return stop + len(end)
	}
	return at
}

// wholeItems leaves out the last item if the document breaks off in it.
func wholeItems(text string, starts []int) []int {
	if n := len(starts); n > 0 && !endsWhole(text[starts[n-1]:]) {
		return starts[:n-1]
	}
	return starts
}

// endsWhole tells whether the last item has its end, or what is around it has.
func endsWhole(text string) bool {
	end := tagEnd(text)
	if end > 0 && text[end-1] == '/' {
		return true
	}
	for at := strings.LastIndex(text, "</"); at >= 0; at = strings.LastIndex(text[:at], "</") {
		name := text[at+2:]
		_, local := splitName(name[:nameLength(name)])
		if is := traitsOf(local).kind; is == item || is == frame {
			return true
		}
	}
	return false
}
