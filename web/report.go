package web

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"vedette/news"
)

const (
	// reportNotices and reportItems are how many of a feed's last ones a report
	// has.
	reportNotices = 5
	reportItems   = 10
)

// FeedReport is what there is to know of one feed.
type FeedReport struct {
	Feed Feed
	// Watched says that the feed is one of those that are visited, Visited that
	// it was visited ever.
	Watched, Visited bool
	// State has the next visit as it will be while Hold lasts.
	State             news.FeedState
	Health, Condition string
	// Hold is the wish of its host to be left alone, if it has one.
	Hold news.HostHold
	// Subscriptions are those at hubs, without what is secret in them.
	Subscriptions []news.Subscription
	// Notices and Items are the last ones, newest first.
	Notices []news.Notice
	Items   []ReportedItem

	now time.Time
}

// ReportedItem is an item with its hits, the newest first.
type ReportedItem struct {
	Item news.Item  `json:"item"`
	Hits []news.Hit `json:"hits"`
}

// Report gathers what is known of a feed. Watched says whether it is one that is
// visited; of one that is not, and never was, there is no report:
// news.ErrNotFound.
func Report(ctx context.Context, store Archive, f Feed, watched bool, now time.Time) (FeedReport, error) {
	r := FeedReport{Feed: f, Watched: watched, now: now}
	var err error
	if r.State, err = store.FeedState(ctx, f.ID); err != nil {
		return r, err
	}
	r.Visited = !r.State.LastCheck.IsZero()
	if !watched && !r.Visited && r.State.Damaged == "" {
		return r, news.ErrNotFound
	}
	if !watched { // what was known of it went with the feed
		r.Feed.URL = cmp.Or(f.URL, r.State.Address)
	}
	r.Health = r.State.Health()
	holds, err := store.Holds(ctx, now)
	if err != nil {
		return r, err
	}
	r.Hold = news.HoldOf(holds, r.State.ServedFrom(f.URL))
	r.State = r.State.Under(r.Hold, now)
	r.Condition = r.State.ConditionUnder(r.Hold, now)
	all, err := store.Subscriptions(ctx)
	if err != nil {
		return r, err
	}
	for _, s := range all {
		if s.Feed == f.ID {
			r.Subscriptions = append(r.Subscriptions, s.Public())
		}
	}
	if r.Notices, err = store.Notices(ctx, news.NoticeQuery{Feed: f.ID, Limit: reportNotices}); err != nil {
		return r, err
	}
	for i, n := range r.Notices {
		r.Notices[i] = n.Since(r.State.Held)
	}
	items, err := store.Items(ctx, news.ItemQuery{Feed: f.ID, Limit: reportItems})
	if err != nil {
		return r, err
	}
	for _, it := range items {
		_, hits, err := store.Item(ctx, it.ID)
		if err != nil {
			return r, err
		}
		r.Items = append(r.Items, ReportedItem{it, hits})
	}
	if !watched && f.Name == f.ID && len(items) > 0 {
		r.Feed.Name = cmp.Or(items[0].Source, f.Name)
	}
	return r, nil
}

// Fact is one line of a report: an address, a time, and words on it, of which
// any may be empty.
type Fact struct {
	Label, Link string
	At          time.Time
	Text        string
	// Trouble says that the fact is one that something is to be done about.
	Trouble bool
}

// Facts words the report, but for notices and items. Text may hold commands
// between backticks.
func (r FeedReport) Facts() []Fact {
	var facts []Fact
	for _, f := range slices.Concat(r.addresses(), r.visits(), r.pushes(), r.origin()) {
		if f.Link != "" || !f.At.IsZero() || f.Text != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

// addresses are where the feed is, and where it was.
func (r FeedReport) addresses() []Fact {
	s := r.State
	facts := []Fact{{Label: "Address", Link: r.Feed.URL}}
	if s.Adopted != "" {
		facts = append(facts, Fact{Label: "Asked at", Link: s.Adopted, Text: "it moved there for good: give the feed this url", Trouble: true})
	}
	if s.Moved.To != "" && s.Moved.To != s.Adopted {
		facts = append(facts, Fact{Label: "Redirects to", Link: s.Moved.To, At: s.Moved.Since,
			Text: saying(s.Twin != "", "where feed "+s.Twin+" is asked, which brings the items; ") + "as the server says, for good; met at " + news.Count(s.Moved.Visits, "visit") + " so far, and believed when it lasts"})
	}
	if s.URL != r.Feed.URL && s.URL != s.Adopted && s.URL != s.Moved.To {
		facts = append(facts, Fact{Label: "Answered from", Link: s.URL, Text: saying(s.URL != "", "after a redirect")})
	}
	if s.Address != r.Feed.URL && r.Visited {
		facts = append(facts, Fact{Label: "Last asked as", Link: s.Address, Text: saying(r.Watched, "it has the address above since; the next visit goes there")})
	}
	for _, former := range s.Former {
		if former != r.Feed.URL {
			facts = append(facts, Fact{Label: "Formerly", Link: former})
		}
	}
	return append(facts, Fact{Label: "Site", Link: r.Feed.Site})
}

// origin is whose feed it is.
func (r FeedReport) origin() []Fact {
	by := "by the configuration"
	switch {
	case !r.Watched:
		by = "not any more: what was read of it stays"
	case r.Feed.Added:
		by = "as it was added, on the page or by a command"
	}
	code, from := r.State.Language(r.Feed.Language)
	if code == "" && len(r.Items) > 0 { // no whole document was read since they came
		code, from = r.Items[0].Item.Lang, r.Items[0].Item.LangFrom
	}
	lang := languageName(code)
	if words := news.NamedBy(from); lang != "" && words != "" {
		lang += " (" + words + ")"
	}
	return []Fact{
		{Label: "Watched", Text: by},
		{Label: "Country", Text: countryName(r.Feed.Country)},
		{Label: "Language", Text: lang},
		{Label: "Tags", Text: strings.Join(r.Feed.Tags, ", ")},
	}
}

// visits are when the feed is asked, why then, and how that went.
func (r FeedReport) visits() []Fact {
	s := r.State
	next := Fact{Label: "Next visit", At: s.NextCheck, Text: s.NextWhy}
	switch {
	case !r.Watched:
		next = Fact{}
	case s.Stopped != "":
		next = Fact{Label: "Next visit", Text: "none: it was given up (" + s.Stopped + ")", Trouble: true}
	case s.NextCheck.IsZero():
		next.Text = "as soon as it is its turn"
	}
	held := Fact{Label: "Its host", At: r.Hold.Until, Text: saying(!r.Hold.Until.IsZero(), "is left alone until then, as it wishes")}
	if r.Hold.Why != "" {
		held.Text += ": " + r.Hold.Why
	}
	last := Fact{Label: "Last visit", At: s.LastCheck}
	if r.Visited {
		last.Text = news.Count(s.Checks, "visit") + " so far"
		if s.Status > 0 {
			last.Text = fmt.Sprintf("answered with status %d; %s", s.Status, last.Text)
		}
	}
	fresh := Fact{Label: "Last new item seen", At: s.LastNew, Text: saying(r.Visited, s.RateLine())}
	failing := Fact{Label: "Failing since", At: s.FailingSince, Trouble: true}
	if s.Failures > 0 {
		failing.Text = news.Count(s.Failures, "failed visit") + saying(s.Failures > 1, " in a row")
	}
	items := Fact{Label: "Items", Text: saying(r.Visited, fmt.Sprintf("%d so far", s.Items))}
	if s.Held > 0 {
		items.Text += fmt.Sprintf(", %d held back", s.Held)
		items.Trouble = true
	}
	window := Fact{}
	if s.Pace.Window > 0 {
		window = Fact{Label: "Shows", Text: "the items of " + news.Length(time.Duration(s.Pace.Window)*time.Second)}
	}
	return []Fact{{Label: "Schedule", Text: r.Feed.Schedule}, next, held, {Label: "Its server asks", Text: wishes(s.Hints, r.now)},
		last, {Label: "Last read well", At: s.LastSuccess, Text: saying(r.Visited && s.LastSuccess.IsZero(), "never so far")},
		failing, {Label: "Last error", Text: strings.TrimRight(s.LastError, "."), Trouble: true}, fresh, items, window}
}

// pushes are its hubs.
func (r FeedReport) pushes() []Fact {
	var facts []Fact
	for _, s := range r.Subscriptions {
		f := Fact{Label: "Hub", Link: s.Hub, Text: map[news.HubState]string{
			news.HubWanted:    "is to be asked to push the feed",
			news.HubRequested: "was asked to push the feed, and has not confirmed it",
			news.HubActive:    "pushes the feed",
			news.HubDenied:    "refuses to push the feed",
			news.HubLeaving:   "is told to push the feed no more",
		}[s.State]}
		if s.State == news.HubActive && !s.Expires.IsZero() {
			f.Text += " until " + s.Expires.UTC().Format("2006-01-02 15:04 UTC") + ", to be renewed before"
		}
		if !s.LastPush.IsZero() {
			f.Text += "; last push " + s.LastPush.UTC().Format("2006-01-02 15:04 UTC")
		}
		if s.LastError != "" {
			f.Text += "; last error: " + s.LastError
			f.Trouble = true
		}
		facts = append(facts, f)
	}
	if len(facts) == 0 {
		for _, hub := range r.State.Hubs {
			facts = append(facts, Fact{Label: "Hub", Link: hub, Text: "the feed names it; vedette is not subscribed there (see `websub` in the configuration)"})
		}
	}
	return facts
}

// wishes words what a server or feed says of how often it wants to be asked.
func wishes(h news.Hints, now time.Time) string {
	var all []string
	add := func(is bool, text string) {
		if is {
			all = append(all, text)
		}
	}
	add(h.FreshUntil.After(now), "not before "+h.FreshUntil.UTC().Format("2006-01-02 15:04 UTC")+" (Cache-Control or Expires)")
	add(h.TTL > 0, "not sooner than after "+minutes(h.TTL)+" (ttl)")
	add(h.Update > 0, "not sooner than after "+minutes(h.Update)+" (sy:updatePeriod)")
	add(h.SkipHours != 0, "not in "+news.Count(bits.OnesCount32(h.SkipHours), "hour")+" of the day (skipHours)")
	add(h.SkipDays != 0, "not on "+news.Count(bits.OnesCount8(h.SkipDays), "day")+" of the week (skipDays)")
	return strings.Join(all, "; ")
}

func minutes(n int) string { return news.Length(time.Duration(n) * time.Minute) }

// saying gives a text where it holds, and nothing where it does not.
func saying(holds bool, text string) string {
	if holds {
		return text
	}
	return ""
}

// Steps are the commands that there are for the feed as it is, with what each
// is for.
func (r FeedReport) Steps() []Step {
	if !r.Watched {
		return nil
	}
	var steps []Step
	if r.State.Stopped != "" {
		steps = append(steps, Step{"revive", "Ask again"})
	} else if !r.Hold.Until.After(r.now) { // else it would be refused
		steps = append(steps, Step{"check", "Visit now"})
	}
	if r.State.Held > 0 {
		steps = append(steps, Step{"release", "Judge " + news.Count(r.State.Held, "held item")})
	}
	if r.Feed.Added {
		steps = append(steps, Step{"remove", "Take out"})
	}
	return steps
}

// Step is something that can be done to a feed: the name of the command below
// `vedette feeds`, and words for a button.
type Step struct{ Name, Label string }
