package fetch

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
	doc, err := readFeed(t, base)
	if err != nil || len(doc.Entries) == 0 {
		return Entry{}, false
	}
	e := doc.Entries[0]
	return e, e.ID != "" || e.Link != "" || e.Title.Value != "" || e.Summary.Value != "" || len(e.Contents) > 0
}

// name is what an entry is known by while items are salvaged.
func (e *Entry) name() string { return e.ID + "\n" + e.Link + "\n" + e.Title.Value }
