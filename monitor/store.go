package monitor

import (
	"context"
	"time"

	"vedette/news"
)

// Store is the line's part of the store. Every method is one atomic, durable
// transaction, safe for concurrent use.
type Store interface {
	visitStore
	judgeStore
	articleStore
	pushStore
}

// visitStore is what the checks need.
type visitStore interface {
	Schedule(context.Context) (due []news.Due, damaged []error, err error)
	Holds(ctx context.Context, now time.Time) ([]news.HostHold, error)
	FeedState(ctx context.Context, feed string) (news.FeedState, error)
	FeedStates(ctx context.Context) ([]news.FeedState, error)
	// PlainState is FeedState without Held, written into state; Shown gives Seen and
	// SeenNames, which no state has.
	PlainState(ctx context.Context, feed string, state *news.FeedState) error
	Shown(ctx context.Context, feed string) (ids, names news.Seen, err error)
	Walk(ctx context.Context, feed string) (news.Walk, error)
	Accept(context.Context, news.Visit) (news.Accepted, error)
	// AcceptLater returns when the visit is in line. Done must not use the store.
	AcceptLater(ctx context.Context, v *news.Visit, done func(news.Accepted, error))
}

// judgeStore is what the judge needs.
type judgeStore interface {
	ItemsAfter(ctx context.Context, seq uint64, limit int) (items []news.Item, damaged []error, err error)
	Cursor(ctx context.Context, name string) (uint64, error)
	Commit(context.Context, news.Judgement) (news.Committed, error)
}

// articleStore is what reading articles needs.
type articleStore interface {
	DueArticles(ctx context.Context, now time.Time, limit int, want func(news.ArticleJob) bool) (jobs []news.ArticleJob, damaged []error, err error)
	NextArticle(context.Context) (time.Time, bool, error)
	FinishArticle(ctx context.Context, job news.ArticleJob, text string, again time.Time) error
	KeepHold(ctx context.Context, h news.HostHold, now time.Time) error
}

// pushStore is what reading pushes needs.
type pushStore interface {
	Pushes(ctx context.Context, limit int) (pushes []news.Push, damaged []error, err error)
	DropPush(ctx context.Context, seq uint64) error
}
