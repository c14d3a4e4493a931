package fetch

import (
	"strings"
)

// itemStarts counts the items of a document by looking at its bytes alone, and
// tells where each begins: every "<item" and "<entry" with no prefix or the
// root's, outside comments and CDATA sections. It is kept apart from the
// tidier on purpose: what the one misreads the other is to notice.
func itemStarts(text, prefix string) []int {
	names := []string{"item", "entry"}
	if prefix != "" {
		names = append(names, prefix+":item", prefix+":entry")
	}
	firsts := "iIeE" // the first letters, by which most tags are passed over
	if prefix != "" {
		firsts += prefix[:1] + strings.ToUpper(prefix[:1])
	}
	var starts []int
	seen := marks{}
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
		at++
		if strings.IndexByte(firsts, text[min(at, len(text)-1)]) < 0 {
			continue
		}
		for _, name := range names {
			if startsWithName(text[at:], name) {
				starts = append(starts, at-1)
			}
		}
	}
}

func startsWithName(s, name string) bool {
	return len(s) > len(name) && strings.EqualFold(s[:len(name)], name) && strings.IndexByte(" \t\r\n/>", s[len(name)]) >= 0
}

// pastSection gives the end of a comment or CDATA section that begins at at,
// and at for anything else, and for a section that does not end before another
// one begins.
func (m marks) pastSection(text string, at int) int {
	for _, section := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}} {
		start, end := section[0], section[1]
		if !strings.HasPrefix(text[at:], start) {
			continue
		}
		stop := m.next(text, at, end)
		if stop < 0 || swallows(text[at+len(start):stop]) {
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
func endsWhole(item string) bool {
	end := tagEnd(item)
	if end > 0 && item[end-1] == '/' {
		return true
	}
	for at := strings.LastIndex(item, "</"); at >= 0; at = strings.LastIndex(item[:at], "</") {
		name := item[at+2:]
		_, local := splitName(name[:nameLength(name)])
		if kind := kinds[local]; kind == kinds["item"] || kind == frame {
			return true
		}
	}
	return false
}

// maxRoot is the longest root's start tag that is put before each item while
// it is read by itself. Real ones, with all their namespaces, have 2 KB.
const maxRoot = 8 << 10

// salvage reads a document item by item and adds those that reading it as a
// whole did not find. The items found before stay as they are; what is put in
// stands where it stood.
func salvage(text, root string, starts []int, doc *Document, base string) (saved int) {
	if len(root) > maxRoot {
		root = "<rss>"
	}
	known := map[string]int{}
	for i, e := range doc.Entries {
		known[e.name()] = i
	}
	used := make([]bool, len(doc.Entries))
	var all []Entry
	for n, start := range starts[:min(len(starts), maxItems)] {
		end := len(text)
		if n+1 < len(starts) {
			end = starts[n+1]
		}
		e, ok := salvageItem(root, text[start:end], base)
		i, found := known[e.name()]
		switch {
		case !ok:
		case found && !used[i]:
			used[i] = true
			all = append(all, doc.Entries[i])
		case !found:
			all = append(all, e)
			saved++
		}
	}
	for i, e := range doc.Entries {
		if !used[i] {
			all = append(all, e)
		}
	}
	doc.Entries = all
	return saved
}

// salvageItem reads one item as a document of its own, within the root's start
// tag. It gives false for one that says nothing or breaks a limit.
func salvageItem(root, item, base string) (Entry, bool) {
	t, err := tidy(root + item + " ")
	if err == nil && t.items == 0 { // its own end is missing: give it one
		name, _ := tagParts(item[1:max(1, tagEnd(item))])
		t, err = tidy(root + item + "</" + name + ">")
	}
	if err != nil {
		return Entry{}, false
	}
	doc := readFeed(t, base)
	if len(doc.Entries) == 0 {
		return Entry{}, false
	}
	e := doc.Entries[0]
	return e, e.ID != "" || e.Link != "" || e.Title.Value != "" || e.Summary.Value != "" || len(e.Contents) > 0
}

// name is what an entry is known by while items are salvaged.
func (e *Entry) name() string { return e.ID + "\n" + e.Link + "\n" + e.Title.Value }
