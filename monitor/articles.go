package monitor

import (
	"context"
	"errors"
	"maps"
	"time"

	"vedette/fetch"
	"vedette/news"
)

// Articles reads the page that an item leads to and gives its text;
// *fetch.Client is one.
type Articles interface {
	Article(ctx context.Context, feed fetch.Feed, link string) (text string, err error)
}

// articleRetries are the waits after failures to read an article. After the
// last one it is given up: the item has what the feed said of it, and a page
// that cannot be read for seven hours will not be news any more.
var articleRetries = []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour}

const (
	// articlesInHand is how many articles may stand in the queue at once, and
	// articlesPerHost how many of one host: those of a slow one leave room for the
	// others, and the host's feeds do not stand behind thousands.
	articlesInHand  = 1000
	articlesPerHost = 20
	// articleLook is how often articles are looked for without a wake-up, and
	// articlePause the least time between two looks. A look goes through all that
	// is due, so that nothing stands behind what waits for a slow host: after one
	// that took long the pause is articleRest times as long.
	articleLook  = time.Minute
	articlePause = time.Second
	articleRest  = 20
)

// runArticles puts the articles that are due in the queue of the checks, where
// they share the hosts' slots with the visits, until ctx is done.
func (m *Monitor) runArticles(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	told := map[string]bool{} // of what is damaged
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-m.wished:
		case <-timer.C:
		}
		rest := time.Duration(0)
		if m.plan.Load().Articles != nil {
			var err error
			if rest, err = m.handOut(ctx, told); err != nil && ctx.Err() == nil {
				m.stats.StoreErrors.Add(1)
				m.log.Error("articles are not looked for; trying again", "error", err)
			}
		}
		if !pause(ctx, max(articlePause, rest)) {
			return nil
		}
		timer.Reset(m.untilArticle(ctx))
	}
}

// untilArticle is how long no article is due. One that is overdue is in the
// queue already.
func (m *Monitor) untilArticle(ctx context.Context) time.Duration {
	next, ok, err := m.store.NextArticle(ctx)
	if wait := time.Until(next); ok && err == nil && wait > 0 {
		return min(wait, articleLook)
	}
	return articleLook
}

// handOut puts what is due in the queue, as far as there is room, and gives the
// least pause before it does so again. What the store cannot read any more is told
// once.
func (m *Monitor) handOut(ctx context.Context, told map[string]bool) (rest time.Duration, err error) {
	var c crowd
	if !m.ask(ctx, func(ch *checks) { c = ch.crowd(time.Now()) }) || len(c.jobs) >= articlesInHand {
		return 0, nil
	}
	began := time.Now()
	jobs, damaged, err := m.store.DueArticles(ctx, began, articlesInHand-len(c.jobs), c.admit)
	m.tellDamaged(damaged, told, "a wish for an article cannot be read any more and is passed over")
	rest = articleRest * time.Since(began)
	if err != nil || len(jobs) == 0 {
		return rest, err
	}
	var orphans []news.ArticleJob
	if !m.ask(ctx, func(c *checks) { orphans = c.takeJobs(jobs) }) {
		return rest, nil
	}
	for _, job := range orphans { // its feed was taken out, or wants no articles any more
		m.stats.ArticlesDropped.Add(1)
		if err := m.store.FinishArticle(ctx, job, "", time.Time{}); err != nil && !isTaken(err) {
			return rest, err
		}
	}
	if len(orphans) > 0 {
		kick(m.wished) // there may be more
	}
	return rest, nil
}

// crowd is what the queue has of articles, and what is added to it.
type crowd struct {
	feeds map[string]bool   // those that want articles
	jobs  map[string]string // the host of each, by item
	at    map[string]int    // how many a host has
	held  map[string]bool   // the hosts that are to be left alone
}

func (c *checks) crowd(now time.Time) crowd {
	in := crowd{feeds: map[string]bool{}, jobs: maps.Clone(c.jobs), at: map[string]int{}, held: map[string]bool{}}
	for i := range c.plan.Feeds {
		if f := &c.plan.Feeds[i]; f.Fulltext {
			in.feeds[f.Key()] = true
		}
	}
	for _, host := range c.jobs {
		in.at[host]++
	}
	for name, h := range c.queue.hosts {
		if h.held.After(now) {
			in.held[name] = true
		}
	}
	return in
}

// admit tells whether the queue is to have an article too, and counts it. A host
// that is held needs only one there, which is read when the hold ends and makes
// room for the next. Those that nobody wants take no room: they are dropped.
func (c crowd) admit(job news.ArticleJob) bool {
	if _, there := c.jobs[job.Item]; there {
		return false
	}
	if !c.feeds[job.Feed] {
		return true
	}
	host, room := news.HostOf(job.Link), articlesPerHost
	if c.held[host] {
		room = 1
	}
	if c.at[host] >= room {
		return false
	}
	c.at[host]++
	return true
}

// takeJobs puts articles in the queue that are not there yet, and gives those
// that nobody wants.
func (c *checks) takeJobs(jobs []news.ArticleJob) (orphans []news.ArticleJob) {
	now := time.Now()
	for i := range jobs {
		job := &jobs[i]
		if _, there := c.jobs[job.Item]; there {
			continue
		}
		e := c.feeds[job.Feed]
		if e == nil || !e.feed.Fulltext {
			if c.plan == c.m.plan.Load() { // else its feed may be about to be taken up
				orphans = append(orphans, *job)
			}
			continue
		}
		wish := &entry{key: job.Feed, host: news.HostOf(job.Link), feed: e.feed, job: job}
		c.jobs[job.Item] = wish.host
		wish.setDue(now)
		c.queue.add(wish)
	}
	return orphans
}

// isTaken tells that an article's wish was dealt with by somebody else.
func isTaken(err error) bool {
	return errors.Is(err, news.ErrNotFound) || errors.Is(err, news.ErrFenced)
}

// readArticle reads one article and writes down what became of it.
func (t ticket) readArticle(ctx context.Context) ended {
	end := ended{ticket: t}
	if t.plan.Articles == nil {
		return end
	}
	end.asked = true
	text, err := t.plan.Articles.Article(ctx, *t.feed, t.job.Link)
	if ctx.Err() != nil {
		return end
	}
	if err == nil { // a probe of the network may be an article's
		t.m.network.answered(t.host, time.Now())
	}
	var again time.Time
	if err == nil && text == "" {
		err = errors.New("the page has no text")
	}
	if err != nil {
		if !isPermanent(err) && t.m.network.away() {
			return end // our own network is away: no try of the article's, which stays due
		}
		text = ""
		again, end.hold = t.articleFailed(err)
	}
	if end.hold.Host != "" {
		_ = t.m.insist(ctx, t.key, "its host's hold is not stored", func() error {
			return t.m.store.KeepHold(ctx, end.hold, time.Now())
		})
	}
	_ = t.m.insist(ctx, t.key, "its article is not stored", func() error {
		err := t.m.store.FinishArticle(ctx, *t.job, text, again)
		if errors.Is(err, news.ErrDamaged) { // that does not pass, and the host's slot is for others, too
			t.m.stats.StoreErrors.Add(1)
			t.m.log.Error("an article is given up: the store is damaged", "feed", t.key, "link", t.job.Link, "error", err)
			text = ""
			err = t.m.store.FinishArticle(ctx, *t.job, text, time.Time{})
		}
		if isTaken(err) || errors.Is(err, news.ErrDamaged) { // DueArticles passes over a damaged wish
			return nil
		}
		return err
	})
	if text != "" {
		t.m.stats.Articles.Add(1)
		kick(t.m.arrived)
	}
	return end
}

// isPermanent tells that an article will not be there tomorrow either.
func isPermanent(err error) bool {
	why := (*fetch.ArticleError)(nil)
	return errors.As(err, &why) && why.Permanent
}

// articleRefused is how long a host is left alone that refuses an article as it
// is asked too much, and does not say for how long. A site limits its pages more
// strictly than its feed, which is at the same host and is to be missed for
// minutes only, not for the hours that a refusal of the feed itself means.
const articleRefused = 5 * time.Minute

// articleHold gives the hold that a failure to read an article asks for, with
// no host if none.
func (t ticket) articleHold(why *fetch.ArticleError, now time.Time) news.HostHold {
	wait := why.RetryAfter
	if wait == 0 && why.Limited {
		wait = articleRefused
	}
	if wait == 0 {
		return news.HostHold{}
	}
	hold := news.HostHold{Host: t.host, Until: now.Add(wait), Why: "an article of feed " + t.key + ": " + why.Error()}
	t.m.countHold(hold)
	return hold
}

// articleFailed gives the time of the next try, zero when there is none, and
// whether the page's host is to be left alone.
func (t ticket) articleFailed(err error) (again time.Time, hold news.HostHold) {
	t.m.stats.ArticlesFailed.Add(1)
	now := time.Now().UTC()
	why := (*fetch.ArticleError)(nil)
	permanent := errors.As(err, &why) && why.Permanent
	if why != nil {
		hold = t.articleHold(why, now)
	}
	if permanent || t.job.Tries >= len(articleRetries) {
		t.m.stats.ArticlesDropped.Add(1)
		t.m.log.Warn("an article is given up; the item keeps the feed's text", "feed", t.key, "link", t.job.Link, "error", err)
		return time.Time{}, hold
	}
	t.m.log.Debug("an article could not be read", "feed", t.key, "link", t.job.Link, "error", err)
	again = now.Add(articleRetries[t.job.Tries])
	if hold.Until.After(again) {
		again = hold.Until
	}
	return again, hold
}
