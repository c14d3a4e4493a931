package coverage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vedette/news"
)

// changed gives items with one thing about each changed.
func changed(items []news.Item, change func(*news.Item)) []news.Item {
	items = slices.Clone(items)
	for i := range items {
		change(&items[i])
	}
	return items
}

func TestAChangeOfShapeIsToldOnce(t *testing.T) {
	whole := articles("a", 0, 10, 2*time.Hour)
	cases := []struct {
		name  string
		items []news.Item
		want  string // in the title; empty when nothing is told
	}{
		{"as ever", whole, ""},
		{"no dates", changed(whole, func(it *news.Item) { it.Published = noon }), "no dates"},
		{"no bodies", changed(whole, func(it *news.Item) { it.Text = "" }), "no texts"},
		{"no links", changed(whole, func(it *news.Item) { it.Link = "" }), "no links"},
		{"no guids", changed(whole, func(it *news.Item) { it.GUID = "" }), "no guids"},
		{"nothing of all that", changed(whole, func(it *news.Item) { it.Text, it.Link, it.GUID = "", "", "" }), "no texts, links and guids"},
		{"no items", nil, "no items"},
		{"some without a body", append(slices.Clone(whole[:5]), changed(whole[5:], func(it *news.Item) { it.Text = "" })...), ""},
		{"too few to tell", changed(whole[:2], func(it *news.Item) { it.Text = "" }), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := visit(shown(whole), c.items)
			got := Look(v)
			if c.want == "" {
				check(t, got)
				return
			}
			check(t, got, news.Shaped)
			if n := got.Notices[0]; !strings.Contains(n.Title, c.want) || n.Severity != news.Medium || got.Shape != v.Before.Shape {
				t.Errorf("told %q, the shape is %+v", n.Title, got.Shape)
			}
			v.Before.Told = got.Told
			check(t, Look(v))
			v.Items = whole
			check(t, Look(v), news.Recovered)
		})
	}
}

func TestAFeedWithoutHistoryHasNoShapeToLose(t *testing.T) {
	items := changed(articles("a", 0, 10, time.Hour), func(it *news.Item) { it.Text = "" })
	v := visit(shown(items), items)
	v.Before.Shape.Visits = shapeVisits - 1
	check(t, Look(v))
	v.Before.Shape = news.Shape{}
	got := Look(v)
	check(t, got)
	if want := (news.Shape{Dates: 1, Links: 1, GUIDs: 1, Items: 10, Visits: 1}); got.Shape != want {
		t.Errorf("the first document's shape is %+v", got.Shape)
	}
}

func TestWhatAYoungFeedLosesIsToldWhenItLasts(t *testing.T) {
	whole := articles("a", 0, 10, 2*time.Hour)
	undated := changed(whole, func(it *news.Item) { it.Published = noon })
	for _, c := range []struct {
		dated  int // documents with dates before those without
		toldAt int // the document that is told of, 0 for none
	}{{0, 0}, {1, 0}, {2, 0}, {3, 6}, {4, 6}, {5, 6}, {6, 7}, {50, 51}} {
		state, toldAt := shown(whole), 0
		state.Shape = news.Shape{}
		for n := 1; n <= c.dated+30; n++ {
			v := visit(state, whole)
			if n > c.dated {
				v.Items = undated
			}
			got := Look(v)
			if len(got.Notices) > 0 && toldAt == 0 {
				toldAt = n
			}
			state.Shape, state.Told = got.Shape, got.Told
		}
		if toldAt != c.toldAt {
			t.Errorf("after %d documents with dates: told at document %d, want %d", c.dated, toldAt, c.toldAt)
		}
	}
}

func TestAYoungFeedThatIsOddForADocumentIsNotTold(t *testing.T) {
	whole := articles("a", 0, 10, 2*time.Hour)
	v := visit(shown(whole), changed(whole, func(it *news.Item) { it.Text = "" }))
	v.Before.Shape.Visits = shapeFirst
	v.Before.Shape = Look(v).Shape
	if v.Before.Shape.Bodies != 1 || v.Before.Shape.Visits != shapeFirst+1 {
		t.Errorf("learnt %+v", v.Before.Shape)
	}
	v.Items = whole
	check(t, Look(v))
}

func TestAFeedThatIsEmptyAtTimesLosesNothing(t *testing.T) {
	v := visit(shown(articles("a", 0, 1, time.Hour)), nil)
	v.Before.Shape.Items = 0.7
	check(t, Look(v))
}

func TestAnUnchangedDocumentLeavesTheShape(t *testing.T) {
	v := visit(shown(nil), nil)
	v.Whole = false
	if got := Look(v); got.Shape != v.Before.Shape {
		t.Errorf("the shape is %+v", got.Shape)
	}
}
