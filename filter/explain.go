package filter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vedette/news"
)

// Explanation tells why an item meets a query, or which clauses it fails and
// how near it came.
type Explanation struct {
	Rule string `json:"rule,omitempty"`
	Item string `json:"item,omitempty"`
	Met  bool   `json:"met"`
	// Clause and Spans are those of the hit; there are none for a miss.
	Clause string      `json:"clause,omitempty"`
	Spans  []news.Span `json:"spans,omitempty"`
	Query  Part        `json:"query"`
}

// Part is what became of one part of a query.
type Part struct {
	// Text is the part in the rule language; of one with parts inside, the
	// operator.
	Text string `json:"text"`
	Met  bool   `json:"met"`
	// Near tells how much of it was there, from 0 to 1, so that of many
	// alternatives the nearest can be shown.
	Near float64 `json:"near"`
	// Note says in words what was found, or how near it was.
	Note  string `json:"note,omitempty"`
	Parts []Part `json:"parts,omitempty"`
}

// Explain holds one item against a rule. An unknown rule is an error that names
// the nearest one.
func (s *Set) Explain(rule string, it *news.Item) (Explanation, error) {
	only, err := s.Only(rule)
	if err != nil {
		return Explanation{}, err
	}
	out := explain(only.rules.at(0).expr, it, s.reader.vocabulary)
	out.Rule = rule
	return out, nil
}

// Explain holds one item against the query.
func (q *Query) Explain(it *news.Item) Explanation { return explain(q.expr, it, q.vocabulary) }

func explain(e expr, it *news.Item, v *vocabulary) Explanation {
	r := read(it, v)
	defer r.done()
	r.locate()
	out := Explanation{Item: it.ID, Met: e.meets(r, everywhere), Query: explainer{r}.part(e, everywhere)}
	if out.Met {
		out.Clause, out.Spans = reason(e, r)
	}
	return out
}

// Why says in one line which clauses a miss failed; of alternatives, it tells
// of the nearest. For a hit it is the clause.
func (e Explanation) Why() string {
	if e.Met {
		return e.Clause
	}
	return e.Query.why()
}

func (p Part) why() string {
	switch {
	case len(p.Parts) == 0 || p.Text == "score":
		return joinNote(p.Text, p.Note)
	case p.Text == "NOT":
		return "NOT: " + p.there()
	case p.Text == "AND":
		var failed []string
		for _, inside := range p.Parts {
			if !inside.Met {
				failed = append(failed, inside.why())
			}
		}
		return strings.Join(failed, "; ")
	case p.Text == "OR":
		nearest := slices.MaxFunc(p.Parts, func(a, b Part) int { return compareNear(a, b) })
		return fmt.Sprintf("none of %d alternatives, the nearest is %s", len(p.Parts), nearest.why())
	}
	for _, inside := range p.Parts {
		if !inside.Met {
			return strings.TrimSuffix(p.Text, ":") + ": " + inside.why()
		}
	}
	return joinNote(p.Text, p.Note)
}

// there tells of the first word or value that is there.
func (p Part) there() string {
	for _, inside := range p.Parts {
		if inside.Met {
			return inside.there()
		}
	}
	return joinNote(p.Text, p.Note)
}

func joinNote(text, note string) string {
	if note == "" {
		return text
	}
	return text + ": " + note
}

// compareNear orders parts by how near they were.
func compareNear(a, b Part) int {
	switch {
	case a.Near < b.Near:
		return -1
	case a.Near > b.Near:
		return 1
	}
	return 0
}

// explainer walks over a query with one item.
type explainer struct{ r *reading }

func (x explainer) part(e expr, w window) Part {
	out := Part{Text: e.String(), Met: e.meets(x.r, w)}
	switch e := e.(type) {
	case and:
		out.Text, out.Parts = "AND", x.all(e.parts, w)
		out.Near = meanNear(out.Parts)
	case or:
		out.Text, out.Parts = "OR", x.all(e.parts, w)
		out.Near = slices.MaxFunc(out.Parts, compareNear).Near
	case not:
		out.Parts = []Part{x.part(e.part, w)}
		if !out.Met {
			out.Note = "it is there"
		}
		if leaf := out.Parts[0]; len(leaf.Parts) == 0 {
			out.Note, out.Parts = leaf.Note, nil
		} else {
			out.Text = "NOT"
		}
	case scoped:
		x.field(e, w, &out)
	case first:
		out.Text, out.Parts = "FIRST/"+strconv.Itoa(int(e.words)), []Part{x.part(e.part, e.window(w))}
		out.Near = out.Parts[0].Near
	case ref:
		out.Parts = []Part{x.part(e.concept.expr, w)}
		out.Near = out.Parts[0].Near
	case atleast:
		out.Text, out.Parts = "ATLEAST/"+strconv.Itoa(int(e.times)), []Part{x.part(e.part, w)}
		n := count(x.r, e.part, w)
		out.Note = fmt.Sprintf("%d of %d times", n, e.times)
		out.Near = min(1, float64(n)/float64(e.times))
	case near:
		out.Text, out.Parts = e.operator(), x.all([]expr{e.left, e.right}, w)
		x.near(e, w, &out)
	case scored:
		x.score(e, w, &out)
	case term:
		x.term(e, w, &out)
	case regex:
		if !out.Met {
			out.Note = "does not match"
		}
	}
	if out.Met {
		out.Near = 1
	}
	return out
}

func (x explainer) all(parts []expr, w window) []Part {
	out := make([]Part, len(parts))
	for i, p := range parts {
		out[i] = x.part(p, w)
	}
	return out
}

func meanNear(parts []Part) (sum float64) {
	for _, p := range parts {
		sum += p.Near / float64(len(parts))
	}
	return sum
}

// field explains what a field holds; codes are told as they are.
func (x explainer) field(e scoped, w window, out *Part) {
	switch values := codeValues(e.part); {
	case values != nil:
		out.Note = "it is " + strconv.Quote(codeFields[e.field](x.r.item))
	case dateFields[e.field] != nil:
		out.Note = "published " + x.r.item.Published.Format("2006-01-02 15:04")
	default:
		out.Text, out.Parts = e.field+":", []Part{x.part(e.part, e.window(w))}
		out.Near = out.Parts[0].Near
	}
}

// score explains what each term of a score adds.
func (x explainer) score(e scored, w window, out *Part) {
	sum := 0
	for _, t := range e.terms {
		p := x.part(t.part, w)
		n := t.times(x.r, w)
		sum += n * t.weight
		p.Met = n > 0
		p.Note = strings.TrimPrefix(fmt.Sprintf("%s; adds %+d", p.Note, n*t.weight), "; ")
		if len(p.Parts) > 0 {
			p.Note = fmt.Sprintf("adds %+d", n*t.weight)
		}
		out.Parts = append(out.Parts, p)
	}
	out.Text = "score"
	out.Note = fmt.Sprintf("%d of %d", sum, e.threshold)
	out.Near = max(0, min(1, float64(sum)/float64(e.threshold)))
}
