package news

import "time"

// FeedState is what vedette remembers of a feed between visits. It is written
// together with the items of a visit, in one transaction.
type FeedState struct {
	// Feed is the feed's id, Address what the configuration called it at the
	// last visit.
	Feed    string `json:"feed"`
	Address string `json:"address,omitempty"`
	// URL is the address that the validators belong to: after a redirect it
	// is not Address.
	URL string `json:"url,omitempty"`
	// ETag and LastModified are the validators of the last body whose items
	// are stored, byte for byte as the server sent them (RFC 9110, 8.8).
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	// Request is a short hash of what else the answer may depend on (headers,
	// credentials, user agent): validators of another request are not sent.
	Request string `json:"request,omitempty"`
	// Body is a hash of the last body whose items are stored, without the parts
	// that change at every visit; empty when there is none.
	Body string `json:"body,omitempty"`

	// NextCheck is when the feed is due; zero means now. Plan is a hash of the
	// address and schedule that it was computed from.
	// NextWhy says for people what decided NextCheck, empty when nobody knows.
	NextCheck time.Time `json:"next_check,omitzero"`
	NextWhy   string    `json:"next_why,omitempty"`
	Plan      string    `json:"plan,omitempty"`
	// MayLose says that items may come and go unseen before NextCheck: it is
	// further away than half of the time that the feed's document spans.
	MayLose     bool      `json:"may_lose,omitempty"`
	LastCheck   time.Time `json:"last_check,omitzero"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	// LastNew is the last visit that brought an item not seen before.
	LastNew time.Time `json:"last_new,omitzero"`
	// LastFull is the last visit that brought a whole body, Unchanged counts
	// the answers 304 since then.
	LastFull  time.Time `json:"last_full,omitzero"`
	Unchanged int       `json:"unchanged,omitempty"`

	// Status is the HTTP status of the last visit, 0 when there was none. Empty
	// counts the answers without a document (204, 205) since the last other one.
	Status int `json:"status,omitempty"`
	Empty  int `json:"empty,omitempty"`
	// Failures counts the failed visits since the last good one, FailingSince
	// is the first of them; LastError says what the last of them was and is
	// empty after a good visit.
	Failures     int       `json:"failures,omitempty"`
	FailingSince time.Time `json:"failing_since,omitzero"`
	LastError    string    `json:"last_error,omitempty"`
	// Unread is a hash of the last body that could not be read, which is kept as
	// long as this is not empty: until the feed is well again.
	Unread string `json:"unread,omitempty"`
	// Waits counts those of Failures at which the server itself said when to
	// come back (Retry-After): they make no later wait grow.
	Waits int `json:"waits,omitempty"`
	// Checks and Items count all visits and all new items so far.
	Checks int `json:"checks,omitempty"`
	Items  int `json:"items,omitempty"`
	// Held is how many of its items wait to be released.
	Held int `json:"held,omitempty"`
	// Damaged, when it is not empty, says in a line for people what the store
	// cannot read any more of what it has of the feed, and what follows. If that is
	// the record of this state, all that stands in it is empty. It is never stored.
	Damaged string `json:"damaged,omitempty"`

	// Hints are what the server last said of how often it wants to be asked.
	Hints Hints `json:"hints,omitzero"`
	// Moved is a permanent redirect that is being watched, Adopted the address
	// that is asked in place of Address since one was found trustworthy, and
	// Former the addresses before, oldest first.
	Moved   Moved    `json:"moved,omitzero"`
	Adopted string   `json:"adopted,omitempty"`
	Former  []string `json:"former,omitempty"`
	// GoneSince is when the server first said that the feed is gone for good
	// (410). Stopped says why the feed is not visited any more: "gone" (410,
	// confirmed), "expired" (a JSON Feed's own word) or "twin" (the feed Twin is
	// asked at the Adopted address already); empty while it is. With Moved alone
	// Twin is the feed that is asked where the redirect leads and brings the items.
	GoneSince time.Time `json:"gone_since,omitzero"`
	Stopped   string    `json:"stopped,omitempty"`
	Twin      string    `json:"twin,omitempty"`

	// Gaps is how many stretches of older documents are still to be read; see
	// Walk.
	Gaps int `json:"gaps,omitempty"`

	// Pace is what is known of how often the feed brings news.
	Pace Pace `json:"pace,omitzero"`
	// Shape is what the feed's documents look like, as far as a change of it
	// means trouble.
	Shape Shape `json:"shape,omitzero"`
	// Told are the troubles that a notice has been made of and that have not
	// passed since.
	Told []NoticeKind `json:"told,omitempty"`
	// Lang is the language of most items of the last document that had any, and
	// LangFrom says where most of those have it from; see Item.LangFrom.
	Lang     string `json:"lang,omitempty"`
	LangFrom string `json:"lang_from,omitempty"`
	// Hubs and Self are what the last document said of WebSub: the hubs that
	// push it, and the topic.
	Hubs []string `json:"hubs,omitempty"`
	Self string   `json:"self,omitempty"`

	// Seen outlives the items themselves: what the feed has already shown.
	// SeenNames are hashes of the links and titles of the same items, by which
	// an item is known again whose id was changed. They are long, and of use to a
	// visit with items only, which asks the store for them: states that the store
	// gives are without them, and no JSON has them.
	Seen      Seen `json:"-"`
	SeenNames Seen `json:"-"`
}

// Language gives the feed's language and where it is known from, as Lang and
// LangFrom do: the one that is configured, "config", before that of its items.
// Both are empty when it is not known.
func (s FeedState) Language(configured string) (lang, from string) {
	if configured != "" {
		return configured, "config"
	}
	return s.Lang, s.LangFrom
}

// Hints are a server's or feed's own words on when to ask again. They are
// minimum intervals; zero values say nothing.
type Hints struct {
	// FreshUntil is the end of what Cache-Control: max-age or Expires promised
	// (RFC 9111, 4.2), MaxAge the promise itself in seconds.
	FreshUntil time.Time `json:"fresh_until,omitzero"`
	MaxAge     int       `json:"max_age,omitempty"`
	// TTL is the document's minimum interval in minutes (RSS 2.0, ttl), Update
	// that of the syndication module.
	TTL    int `json:"ttl,omitempty"`
	Update int `json:"update,omitempty"`
	// SkipHours and SkipDays have a bit set for each hour (0 to 23, GMT) and
	// weekday (0 is Sunday) in which the feed is not to be asked.
	SkipHours uint32 `json:"skip_hours,omitempty"`
	SkipDays  uint8  `json:"skip_days,omitempty"`
}

// Moved is a permanent redirect (301, 308) that was met: where it leads, since
// when, and at how many visits in a row the target was a feed.
type Moved struct {
	To     string    `json:"to,omitempty"`
	Since  time.Time `json:"since,omitzero"`
	Visits int       `json:"visits,omitempty"`
}

// Pace is how often a feed brings news, by visits or pushed. Rate is in items a day,
// an exponential average as of At of what came since Since, which is zero when that is long
// ago. Window is the time that the feed's document spans, in
// seconds, 0 when unknown. Gap is the longest usual silence in seconds. Hours is
// how what it brings is spread over the day (UTC), in parts of three hours from
// midnight on: numbers in proportion to their shares, all 0 when unknown.
type Pace struct {
	Rate   float64   `json:"rate,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Since  time.Time `json:"since,omitzero"`
	Window int64     `json:"window,omitempty"`
	Gap    int64     `json:"gap,omitempty"`
	Hours  [8]uint16 `json:"hours,omitzero"`
}

// Shape is what share of a feed's items had a date, a body, a link and a guid
// (0 to 1, an average over visits), and over how many visits.
type Shape struct {
	Dates  float64 `json:"dates,omitempty"`
	Bodies float64 `json:"bodies,omitempty"`
	Links  float64 `json:"links,omitempty"`
	GUIDs  float64 `json:"guids,omitempty"`
	Items  float64 `json:"items,omitempty"`
	Visits int     `json:"visits,omitempty"`
}

// Visit is the result of one check of a feed: its next state and what the
// document held (nothing after a 304 or a failure), and what there is to tell
// of the feed itself. All of it is stored in one transaction.
type Visit struct {
	State FeedState
	Items []Item
	// Shown are ids of the document's items that are not among Items since they
	// are known under another id: they count as shown, and nothing else is made
	// of them.
	Shown []string
	// Anew says that the feed's stored state (FeedState.Damaged), or what it has
	// shown, could not be read, which has been told or is by Notices: State and the
	// items take its place. Without it such damage is news.ErrDamaged, and nothing is
	// stored.
	Anew bool
	// Part says that Items are not the whole document (a difference, or what
	// could be read of a damaged one): nothing shown earlier is forgotten.
	Part bool
	// Notices are stored and, by the proposals in Alerts that name them, sent.
	Notices []Notice
	Alerts  []Alert
	// Articles asks for the full text of the new items, at their links.
	Articles bool
	// Push, when it is not 0, is the Push that brought the items; it is deleted
	// with this transaction. Of State only the feed's id, LastCheck (the time) and,
	// if it is not empty or older than the stored one, Pace count then, and what was
	// seen is kept: a push says nothing of the feed's own address, and is no visit.
	Push uint64
	// Hold, when its host is set, is stored with the visit: the whole host is
	// to be left alone.
	Hold HostHold
	// Walk, when it is not nil, takes the place of the feed's Walk. State.Gaps is
	// to be the number of its Gaps.
	Walk *Walk
	// Unread, when it is not nil, takes the place of the feed's body that could not
	// be read; one without Gzip deletes that.
	Unread *Unread
}

// Accepted counts what a visit brought. New counts held items and those from
// before the feed was watched too (see Item.Past), Known those that are stored but
// cannot be read any more, which are Damaged.
type Accepted struct {
	New, Revised, Known, Held, Past, Damaged int
}

// HostHold says that a host asked to be left alone until a time, and why.
type HostHold struct {
	Host  string    `json:"host"`
	Until time.Time `json:"until"`
	Why   string    `json:"why,omitempty"`
}

// Due says when a feed is due, and for which plan: a hash of the address and
// schedule that NextCheck was computed from.
type Due struct {
	Feed string
	At   time.Time
	Plan string
}
