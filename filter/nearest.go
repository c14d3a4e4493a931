package filter

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"vedette/news"
	"vedette/problem"
)

// wideOpen is every field that words are looked for in.
var wideOpen = window{in: inTitle | inBody | inAuthor | inTag | inSource | inURL}

// minLike is the fewest letters of a word that others are compared with: with
// fewer, too many are like it by chance.
const minLike = 5

// maxShown bounds the words that a note shows.
const maxShown = 5

// term tells where a word or phrase stands, or what stands there in its place.
func (x explainer) term(e term, w window, out *Part) {
	var found []extent
	e.starts(x.r, w, func(at extent) bool {
		found = append(found, at)
		return true
	})
	if len(found) > 0 {
		out.Note = x.listed(found)
		return
	}
	var elsewhere []extent
	e.starts(x.r, wideOpen, func(at extent) bool {
		elsewhere = append(elsewhere, at)
		return false
	})
	switch {
	case len(elsewhere) > 0:
		at := &x.r.words[elsewhere[0].from]
		out.Note = fmt.Sprintf("stands in the %s, as word %d", fieldOf(at.in), at.nth+1)
		out.Near = 0.8
	case len(e.words) == 1:
		out.Note, out.Near = x.missing(e.patterns()[0], w)
	default:
		x.phrase(e, w, out)
	}
}

// listed shows what stands at some places, each form once.
func (x explainer) listed(found []extent) string {
	var forms []string
	for _, at := range found {
		if text := x.text(at); !slices.Contains(forms, text) {
			forms = append(forms, text)
		}
	}
	if len(forms) > maxShown {
		forms = append(forms[:maxShown], "…")
	}
	out := strings.Join(forms, ", ")
	if len(found) > 1 {
		out = fmt.Sprintf("%d times: %s", len(found), out)
	}
	return out
}

// text gives the text of the words from the first of an extent to the last.
func (x explainer) text(at extent) string {
	first, last := &x.r.words[at.from], &x.r.words[at.to]
	return strings.Join(strings.Fields(x.r.item.FieldValue(fieldOf(first.in))[first.from:last.to]), " ")
}

// missing says what is most like a word that is not there.
func (x explainer) missing(w pattern, in window) (note string, near float64) {
	best, most := "", 0.0
	for i := range x.r.words {
		if !in.holds(&x.r.words[i]) {
			continue
		}
		surface := x.text(extent{int32(i), int32(i), false})
		if n := likeness(w, surface); n > most {
			best, most = surface, n
		}
	}
	if best == "" {
		return "not there", 0
	}
	return "not there; the nearest word is " + best, most / 2
}

// likeness tells how like a word of a text is to one that is looked for, from 0
// to 1; what is too far from it is 0.
func likeness(w pattern, surface string) float64 {
	wanted, have := w.text, fold(surface)
	if w.kind == exact {
		if wanted = fold(wanted); wanted == have {
			return 0.9 // in other letters
		}
	}
	if i := strings.IndexAny(wanted, "?*"); w.kind == wildcard && i > 0 {
		wanted = wanted[:i]
	}
	common := 0
	for a, b := wanted, have; a != "" && b != ""; common++ {
		r, n := utf8.DecodeRuneInString(a)
		s, m := utf8.DecodeRuneInString(b)
		if r != s {
			break
		}
		a, b = a[n:], b[m:]
	}
	length := utf8.RuneCountInString(wanted)
	if longest := max(length, utf8.RuneCountInString(have)); common >= 3 && 3*common >= 2*length {
		return 0.4 + 0.4*float64(common)/float64(longest)
	}
	if length >= minLike && problem.Nearest(wanted, []string{have}) != "" {
		return 0.3
	}
	return 0
}

// phrase says which words of a phrase are there, or how far they are apart.
func (x explainer) phrase(e term, w window, out *Part) {
	var there, gone []string
	for i, word := range e.patterns() {
		if slices.ContainsFunc(x.r.places(e.words[i]), func(at int32) bool { return w.holds(&x.r.words[at]) }) {
			there = append(there, word.text)
			continue
		}
		note, _ := x.missing(word, w)
		gone = append(gone, word.text+" is "+note)
	}
	out.Near = 0.8 * float64(len(there)) / float64(len(e.words))
	switch {
	case len(there) == 0:
		out.Note = "none of its words is there"
	case len(gone) > 0:
		out.Note = strings.Join(there, ", ") + " stands; " + strings.Join(gone, "; ")
	default:
		out.Note = "its words are there, but not side by side"
		if at, ok := x.closest(e, w); ok {
			out.Note += ": " + x.clipped(at)
		}
	}
}

// closest gives the shortest stretch of one field that has all words of a
// phrase.
func (x explainer) closest(e term, w window) (best extent, ok bool) {
	for _, from := range x.r.places(e.words[0]) {
		at := extent{from, from, true}
		for _, id := range e.words[1:] {
			places := slices.Clone(x.r.places(id))
			places = slices.DeleteFunc(places, func(p int32) bool {
				return x.r.words[p].value != x.r.words[from].value || !w.holds(&x.r.words[p])
			})
			if len(places) == 0 {
				at.loose = false
				break
			}
			p := slices.MinFunc(places, func(a, b int32) int { return int(abs(a-from) - abs(b-from)) })
			at.from, at.to = min(at.from, p), max(at.to, p)
		}
		if at.loose && w.holds(&x.r.words[from]) && (!ok || at.to-at.from < best.to-best.from) {
			best, ok = at, true
		}
	}
	return best, ok
}

func abs(n int32) int32 { return max(n, -n) }

// maxStretch bounds the words of a stretch that is shown whole.
const maxStretch = 12

// clipped shows a stretch, or only its ends and how long it is.
func (x explainer) clipped(at extent) string {
	if n := at.to - at.from; n >= maxStretch {
		return fmt.Sprintf("%s … %s, %d words apart", x.text(extent{at.from, at.from, false}), x.text(extent{at.to, at.to, false}), n)
	}
	return x.text(at)
}

// near says how far the parts of a NEAR stand apart where they are nearest.
func (x explainer) near(e near, w window, out *Part) {
	out.Near = 0.8 * meanNear(out.Parts)
	base := len(x.r.stack)
	left, right := e.operands(x.r, w)
	best, distance := extent{}, int32(-1)
	swapped := false
	for _, l := range left {
		for _, r := range right {
			d := max(r.from-l.to, l.from-r.to)
			if x.r.words[l.from].value != x.r.words[r.from].value || d < 0 {
				continue
			}
			if distance < 0 || d < distance {
				best, distance, swapped = cover(l, r), d, r.from < l.from
			}
		}
	}
	none := len(left) == 0 || len(right) == 0
	x.r.stack = x.r.stack[:base]
	switch {
	case none:
	case distance < 0:
		out.Note = "they never stand in one field"
	case out.Met:
		out.Note = x.clipped(best)
	default:
		out.Near = 0.8 + 0.2*closeness(e, distance)
		out.Note = x.apart(e, best, distance, swapped)
	}
}

// closeness is 1 for a distance that would do.
func closeness(e near, distance int32) float64 {
	return float64(max(1, e.distance)) / float64(max(1, e.distance, distance))
}

func (x explainer) apart(e near, best extent, distance int32, swapped bool) string {
	first, last := &x.r.words[best.from], &x.r.words[best.to]
	far := news.Count(int(distance), "word") + " apart"
	switch e.unit {
	case inSentence:
		far = news.Count(int(last.sentence-first.sentence), "sentence") + " apart"
	case inParagraph:
		far = news.Count(int(last.paragraph-first.paragraph), "paragraph") + " apart"
	}
	if swapped && e.ordered {
		far += ", in the other order"
	}
	return "the nearest are " + far + ": " + x.clipped(best)
}
