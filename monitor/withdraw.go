package monitor

import (
	"context"
	"time"

	"vedette/news"
)

// withdrawPatience is how long Withdraw waits for visits that are under way: longer
// than nearly all take, short enough for who waits for a reload.
const withdrawPatience = 10 * time.Second

// Withdraw has feeds not be visited any more until a Reload has a say on them, and
// waits until what visits and pushes that are under way bring is stored. So whoever
// is to go on in their place can be given all that they have shown. It waits for some
// seconds at the most: late are the feeds whose visits still were not over, which may
// show something yet, and all when nobody could be asked in that time. Feeds that the
// plan does not have are nothing to wait for.
func (m *Monitor) Withdraw(ctx context.Context, feeds []string) (late []string) {
	ctx, cancel := context.WithTimeout(ctx, withdrawPatience)
	defer cancel()
	underWay := map[string]chan news.Checked{}
	if !m.ask(ctx, func(c *checks) { c.withdraw(feeds, underWay) }) {
		return feeds // a plan is being taken up, or all stops
	}
	for feed, over := range underWay {
		select {
		case <-over:
		case <-ctx.Done():
			late = append(late, feed)
		}
	}
	select {
	case m.pushing <- struct{}{}: // whatever is read from now on, is not of these feeds
		<-m.pushing
	case <-ctx.Done():
	}
	return late
}

// withdraw takes feeds out, also of the plan that is to be taken up next, and gives a channel for each that is away, which says
// when it is back.
func (c *checks) withdraw(feeds []string, underWay map[string]chan news.Checked) {
	if plan := c.m.plan.Load(); plan != c.withdrawnOf || c.withdrawn == nil {
		c.withdrawn, c.withdrawnOf = map[string]bool{}, plan
	}
	for _, feed := range feeds {
		c.withdrawn[feed] = true
		e := c.feeds[feed]
		if e == nil {
			continue
		}
		e.out = true
		if e.where == away {
			over := make(chan news.Checked, 1)
			c.asked[feed] = append(c.asked[feed], over)
			underWay[feed] = over
		}
	}
}
