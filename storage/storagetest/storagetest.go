// Package storagetest is what every storage engine must pass. It knows an
// engine only as a Store, so what it does not test is not promised: an engine
// is free in its files, its keys, its locks.
//
// Times in these tests are whole seconds in UTC, which any engine can keep.
package storagetest

import (
	"context"
	"testing"
	"time"

	"vedette/news"
)

// Store is all that an engine offers. Each method is one atomic and durable
// transaction, or a reading; all are safe for concurrent use.
type Store interface {
	Accept(ctx context.Context, visit news.Visit) (news.Accepted, error)
	ItemsAfter(ctx context.Context, seq uint64, limit int) (items []news.Item, damaged []error, err error)
	Cursor(ctx context.Context, name string) (uint64, error)
	Commit(ctx context.Context, j news.Judgement) (news.Committed, error)
	FeedState(ctx context.Context, feed string) (news.FeedState, error)
	Shown(ctx context.Context, feed string) (ids, names news.Seen, err error)
	FeedStates(ctx context.Context) ([]news.FeedState, error)
	Walk(ctx context.Context, feed string) (news.Walk, error)
	Unread(ctx context.Context, feed string) (news.Unread, error)
	Schedule(ctx context.Context) (due []news.Due, damaged []error, err error)
	Revive(ctx context.Context, feed string, now time.Time) error
	Holds(ctx context.Context, now time.Time) ([]news.HostHold, error)
	KeepHold(ctx context.Context, h news.HostHold, now time.Time) error

	HeldItems(ctx context.Context, feed string, limit int) ([]news.Item, error)
	ReleaseItems(ctx context.Context, feed string) (int, error)
	DueArticles(ctx context.Context, now time.Time, limit int, want func(news.ArticleJob) bool) (jobs []news.ArticleJob, damaged []error, err error)
	NextArticle(ctx context.Context) (time.Time, bool, error)
	FinishArticle(ctx context.Context, job news.ArticleJob, text string, again time.Time) error

	AddFeeds(ctx context.Context, feeds []news.AddedFeed) (inTheWay []news.AddedFeed, err error)
	RemoveFeed(ctx context.Context, id string) error
	TakeOver(ctx context.Context, added, heir string, now time.Time) error
	AddedFeeds(ctx context.Context) ([]news.AddedFeed, error)
	AddPush(ctx context.Context, p news.Push) (uint64, error)
	Pushes(ctx context.Context, limit int) (pushes []news.Push, damaged []error, err error)
	DropPush(ctx context.Context, seq uint64) error
	Subscriptions(ctx context.Context) ([]news.Subscription, error)
	PutSubscription(ctx context.Context, sub news.Subscription) error
	DeleteSubscription(ctx context.Context, token string) error

	NextDue(ctx context.Context) (time.Time, bool, error)
	Claim(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) (alerts []news.Alert, damaged []error, err error)
	Contents(ctx context.Context, a news.Alert) ([]news.Finding, error)
	AlertNotices(ctx context.Context, a news.Alert) ([]news.Notice, error)
	Finish(ctx context.Context, at news.Attempt) error
	Release(ctx context.Context, owner string) (int, error)
	Retry(ctx context.Context, alertID string, now time.Time) error

	Hits(ctx context.Context, q news.HitQuery) ([]news.Finding, error)
	Items(ctx context.Context, q news.ItemQuery) ([]news.Item, error)
	Item(ctx context.Context, id string) (news.Item, []news.Hit, error)
	Revisions(ctx context.Context, id string) ([]news.Item, error)
	Alerts(ctx context.Context, q news.AlertQuery) ([]news.Alert, error)
	Attempts(ctx context.Context, alertID string) ([]news.Attempt, error)
	Notices(ctx context.Context, q news.NoticeQuery) ([]news.Notice, error)
	Totals(ctx context.Context) (news.Totals, error)

	// Check verifies that the store holds together.
	Check(ctx context.Context) error
}

// Run tests an engine. Each call of open must give a new, empty store; open
// closes it when its test ends.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"accept", acceptTests()},
		{"arrival", arrivalTests()},
		{"state", stateTests()},
		{"held", heldTests()},
		{"article", articleTests()},
		{"push", pushTests()},
		{"added", addedTests()},
		{"takeover", takeOverTests()},
		{"notice", noticeTests()},
		{"commit", commitTests()},
		{"joining", joiningTests()},
		{"claim", claimTests()},
		{"turn", turnTests()},
		{"finish", finishTests()},
		{"retry", retryTests()},
		{"items", itemTests()},
		{"hits", hitTests()},
		{"alerts", alertTests()},
		{"cancelled", cancelTests()},
		{"at once", raceTests()},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) {
					s := &suite{T: t, Store: open(t), ctx: t.Context()}
					test.run(s)
					s.must(s.Check(s.ctx))
				})
			}
		})
	}
	t.Run("behaves like the model", func(t *testing.T) { testModel(t, open) })
}

// test is one behaviour; its name is a sentence.
type test struct {
	name string
	run  func(s *suite)
}
