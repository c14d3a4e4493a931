package fetch

import "strings"

// cdata takes a CDATA section. One without an end would swallow what follows,
// or all through the end of the next one: it ends where its element does.
func (t *tidier) cdata() {
	const start = "<![CDATA["
	end := t.next("]]>")
	if end >= 0 && !swallows(t.in[t.at+len(start):t.at+end]) {
		if len(t.open) > 0 {
			t.keep(end + 3)
		} else {
			t.drop(end + 3)
		}
		return
	}
	stop := -1
	if len(t.open) > 0 {
		stop = t.next("</" + t.open[len(t.open)-1].name)
	}
	if stop < 0 {
		t.drop(len(t.in) - t.at)
		t.cut = true
		return
	}
	t.keep(stop)
	t.put("]]>")
	t.mended.sections++
}

// swallows tells that a CDATA section holds the end of an item and the start
// of another section: its own end is missing.
func swallows(section string) bool {
	start := strings.Index(section, "<![CDATA[")
	if start < 0 {
		return false
	}
	return strings.Contains(section[:start], "</item>") || strings.Contains(section[:start], "</entry>")
}

// next gives how far the next mark is, -1 if there is none.
func (t *tidier) next(mark string) int {
	at := t.marks.next(t.in, t.at, mark)
	if at < 0 {
		return -1
	}
	return at - t.at
}

// marks remembers where in a text the next of each end mark is, so that each
// is looked for once only, however many want it.
type marks map[string]int

// next gives where the next mark from at on is, -1 if there is none. Calls
// must go forward.
func (m marks) next(text string, at int, mark string) int {
	stop, known := m[mark]
	if !known || stop < at && stop >= 0 {
		stop = strings.Index(text[at:], mark)
		if stop >= 0 {
			stop += at
		}
		m[mark] = stop
	}
	return stop
}
