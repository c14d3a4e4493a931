package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"vedette/news"
)

// Accept stores a visit whole: its new and revised items, in the order given,
// its notices with the alerts that tell of them, its hold, and the feed's next
// state. Of the state, Seen, SeenNames, Items, Held and LastNew are filled in here;
// the visit's time is State.LastCheck. Visits that come while another
// transaction runs share the next one, and each is stored or refused by itself.
//
// An item whose content is that of one of its last news.RecentVersions is known
// and stays as it is, and so is one that is not stored any more but that the
// feed has shown before. A stored item with other content is revised: the new
// version arrives behind all others, and the old one is kept where it arrived,
// up to news.MaxRevisions. An item that stands twice in a visit counts once, as
// it stands first.
//
// A feed's state, or what it has shown, that is damaged is an error and stays, but
// for a visit that is to begin it Anew: then it is replaced. A stored item that
// cannot be read any more is known and stays as it is: it keeps no other from being
// stored.
//
// A notice whose id is stored is passed over, and so is every mention of it in
// a proposal; the other proposals are dealt with as by Commit. A push that was
// read before, and so is not there any more, is no error: its items are known.
func (s *Store) Accept(ctx context.Context, visit news.Visit) (news.Accepted, error) {
	p, err := s.makeReady(ctx, &visit)
	if err == nil {
		err = s.visits.do(ctx, p.store)
	}
	return p.outcome(err)
}

// AcceptLater is Accept for a caller who does not wait: it returns when the
// visit is in line, and done hears once how it ended, on any goroutine and maybe
// before AcceptLater returns. The visits after it wait while done runs, which
// must not use the store. The visit is not to be changed before.
func (s *Store) AcceptLater(ctx context.Context, visit *news.Visit, done func(news.Accepted, error)) {
	p, err := s.makeReady(ctx, visit)
	if err != nil {
		done(p.outcome(err))
		return
	}
	s.visits.add(&change{ctx: ctx, fn: p.store, done: func(err error) { done(p.outcome(err)) }})
}

// store is the change that stores the visit.
func (p *prepared) store(t *bolt.Tx) (err error) {
	p.accepted, err = accept(t, p)
	return err
}

// outcome is what the caller hears.
func (p *prepared) outcome(err error) (news.Accepted, error) {
	if err != nil {
		return news.Accepted{}, fmt.Errorf("store the visit of feed %s: %w", p.State.Feed, err)
	}
	return p.accepted, nil
}

func accept(t *bolt.Tx, visit *prepared) (news.Accepted, error) {
	accepted, err := acceptAll(t, visit)
	if err != nil {
		return accepted, err
	}
	if err := tell(t, visit.Notices, visit.Alerts); err != nil {
		return accepted, err
	}
	if err := hold(t, visit.Hold, visit.State.LastCheck); err != nil {
		return accepted, err
	}
	if visit.Push != 0 {
		if err := dropPush(t, visit.Push); err != nil {
			return accepted, err
		}
	}
	if err := keepWalk(t, visit.Walk); err != nil {
		return accepted, err
	}
	if err := keepUnread(t, visit.Unread); err != nil {
		return accepted, err
	}
	return accepted, saveVisit(t, visit, accepted)
}

// acceptAll stores what a visit shows. A visit without items shows nothing,
// so what was shown stays and need not be read.
func acceptAll(t *bolt.Tx, visit *prepared) (news.Accepted, error) {
	var accepted news.Accepted
	if len(visit.items)+len(visit.Shown) == 0 {
		return accepted, nil
	}
	old, err := getSeen(t, visit.State.Feed)
	if err != nil && !(errors.Is(err, ErrDamaged) && visit.Anew) {
		return accepted, err
	}
	for _, it := range visit.items {
		if err := acceptItem(t, it, old.ids, visit, &accepted); err != nil {
			return accepted, err
		}
	}
	next := shownAfter(old, visit)
	if !slices.Equal(next.ids, old.ids) || !slices.Equal(next.names, old.names) {
		if err := putSeen(t, visit.State.Feed, next); err != nil {
			return accepted, err
		}
	}
	return accepted, addTotals(t, news.Totals{Items: accepted.New})
}

// acceptItem stores one item as far as it is new or revised, and counts it.
func acceptItem(t *bolt.Tx, p preparedItem, seen news.Seen, visit *prepared, accepted *news.Accepted) error {
	// Most are shown again as they are stored, and need not be decoded.
	have, found, err := storedContent(t, p.key)
	if err == nil && found && have == p.content {
		accepted.Known++
		return nil
	}
	var stored []news.Item
	if err == nil && found {
		stored, err = recentVersions(t, p.key, p.ID)
	}
	if errors.Is(err, ErrDamaged) {
		accepted.Known++
		accepted.Damaged++
		return nil
	}
	if err != nil {
		return err
	}
	it, kind := meet(p.Item, stored, seen, visit.State.LastCheck)
	switch kind {
	case arrivalKnown:
		accepted.Known++
		return nil
	case arrivalNew:
		accepted.New++
		if it.Held != "" {
			accepted.Held++
		}
		if it.Past {
			accepted.Past++
		}
		if visit.Articles && !it.Past {
			if err := wishArticle(t, it, visit.State.LastCheck); err != nil {
				return err
			}
		}
		if p.record != nil {
			return arriveAs(t, it, p.key, p.content, p.record)
		}
	case arrivalRevised:
		accepted.Revised++
		if err := retireVersion(t, stored[0]); err != nil {
			return err
		}
	}
	return arrive(t, it)
}

// afterPush is a feed's record after a push, without its head: it has the pace, if
// that is not older than the one it had.
func afterPush(feed string, old []byte, pace news.Pace) ([]byte, error) {
	var state news.FeedState
	if err := readState([]byte(feed), old, &state); err != nil {
		return nil, err
	}
	if pace.At.IsZero() || state.Pace.At.After(pace.At) {
		return slices.Clone(old), nil // its page is about to change
	}
	state.Pace = pace
	return encodeState(&state), nil
}

// saveVisit writes the feed's record and its place in the queue. A push says
// nothing of the feed's address, so it changes only what is counted and the pace.
func saveVisit(t *bolt.Tx, visit *prepared, accepted news.Accepted) error {
	feed, state, record := visit.State.Feed, &visit.State, visit.state
	head, old, err := headOf(t, feed)
	if errors.Is(err, ErrDamaged) && visit.Anew {
		head, old, err = feedHead{next: state.NextCheck}, nil, dropFromQueue(t, feed)
	}
	if err != nil {
		return err
	}
	from := head.next
	head = afterVisit(head, accepted, state.LastCheck)
	switch {
	case visit.Push != 0 && old != nil:
		if record, err = afterPush(feed, old, state.Pace); err != nil {
			return err
		}
		return putFeed(t, feed, head, record)
	case visit.Push != 0:
		state = &news.FeedState{Feed: feed}
		record = encodeState(state)
	}
	head.next = state.NextCheck
	if err := moveInQueue(t, feed, from, state.NextCheck, state.Plan); err != nil {
		return err
	}
	return putFeed(t, feed, head, record)
}
