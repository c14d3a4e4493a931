package storage

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vedette/news"
)

// This file decides what a visit means. It reads and writes nothing, so that
// every engine decides the same.

// arrival is what an item of a visit is to the store.
type arrival int

const (
	arrivalKnown arrival = iota
	arrivalNew
	arrivalRevised
)

// meet decides what an item (a readable one) is, given its last stored versions (the current
// one first; none when it is not stored), what its feed has shown before, and
// the time of the visit. The item returned is the one to store; its Seq is
// still to be given.
//
// A revised item keeps when it was first seen, and the earlier of both
// publication dates: a feed that moves an old item to the top, or has no dates
// so that the visit's own time stands in, does not make it younger. It keeps the
// text of its page, too, and it is held when the version before is: what is
// known by its id is not old news under a new one, and what is held stays so
// until it is released.
func meet(it news.Item, stored []news.Item, seen news.Seen, at time.Time) (news.Item, arrival) {
	switch {
	case len(stored) == 0 && seen.Has(it.ID):
		return it, arrivalKnown
	case len(stored) == 0:
		return asNew(it, at), arrivalNew
	case hasContent(stored, it):
		return stored[0], arrivalKnown
	}
	current := stored[0]
	it.FirstSeen, it.Revision = current.FirstSeen, current.Revision+1
	it.Held = current.Held
	if it.Article == "" {
		it.Article = current.Article
	}
	it.Published = earlier(current.Published, it.Published)
	return it, arrivalRevised
}

// asNew gives an item as it is stored when it is new.
func asNew(it news.Item, at time.Time) news.Item {
	it.FirstSeen, it.Revision = at, 0
	return it
}

// hasContent tells whether one of the versions says what the item says.
func hasContent(versions []news.Item, it news.Item) bool {
	sum := it.ContentSum()
	return slices.ContainsFunc(versions, func(v news.Item) bool { return v.ContentSum() == sum })
}

// readable replaces bytes that are no UTF-8. They would not come back from the
// store as they went in, and the item would be taken as revised every time.
func readable(it news.Item) news.Item {
	it.Title, it.Summary = valid(it.Title), valid(it.Summary)
	it.Text, it.Article = valid(it.Text), valid(it.Article)
	return it
}

func valid(text string) string {
	if utf8.ValidString(text) { // nearly always, and several times as quick
		return text
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// earlier gives the earlier of two times; a zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// afterVisit is what is kept of a feed's history after a visit at a time. Items
// from before the feed was watched are no sign of life.
func afterVisit(old feedHead, accepted news.Accepted, at time.Time) feedHead {
	old.items += accepted.New
	if accepted.New > accepted.Past {
		old.lastNew = at.UTC()
	}
	return old
}

// shownAfter is what a feed has shown after a visit. What is no whole document
// makes nothing forgotten.
func shownAfter(old shown, visit *prepared) shown {
	if visit.Push != 0 || visit.Part {
		return shown{old.ids.Add(visit.ids), old.names.AddNames(visit.names)}
	}
	return shown{old.ids.Next(visit.ids), old.names.NextNames(visit.names)}
}

// revived is the state of a feed that is to be visited again at now.
func revived(state news.FeedState, now time.Time) news.FeedState {
	state.Stopped, state.GoneSince = "", time.Time{}
	state.Failures, state.Waits, state.FailingSince, state.LastError = 0, 0, time.Time{}, ""
	state.Told = slices.DeleteFunc(slices.Clone(state.Told), func(k news.NoticeKind) bool { return k == news.Gone })
	state.NextCheck, state.NextWhy = now, "revived by hand"
	return state
}
