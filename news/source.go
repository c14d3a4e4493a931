package news

import "time"

// AddedFeed is a feed that was added while vedette ran, from the command line
// or the page. It stands beside those of the configuration; where both have an
// id, the configuration wins, and where both have an address, its feed takes
// over. The fields are those of the configuration's feed
// that need no secret, as text.
type AddedFeed struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	URL      string    `json:"url"`
	Site     string    `json:"site,omitempty"`
	Country  string    `json:"country,omitempty"`
	Language string    `json:"language,omitempty"`
	Tags     []string  `json:"tags,omitempty"`
	Every    string    `json:"every,omitempty"`
	TimeZone string    `json:"time_zone,omitempty"`
	Fulltext bool      `json:"fulltext,omitempty"`
	Added    time.Time `json:"added,omitzero"`
	// Damaged, when it is not empty, says why the store cannot read the record any
	// more. Only the id is sure then: the name is the id, and the address that of
	// the last visit, empty if there was none. It is never stored.
	Damaged string `json:"damaged,omitempty"`
}

// Trouble says in a line for people what follows from Damaged, empty if the record
// is good.
func (f AddedFeed) Trouble() string {
	if f.Damaged == "" {
		return ""
	}
	line := "what was stored when it was added cannot be read (" + f.Damaged + "): it is visited at its last address, without its name and other settings"
	if f.URL == "" {
		line = "what was stored when it was added cannot be read (" + f.Damaged + "): it is not visited, as nobody knows where"
	}
	return line + "; take it out by `vedette feeds remove " + f.ID + "` and add it again"
}

// ArticleJob is the wish for the full text of an item.
type ArticleJob struct {
	Item string `json:"item"`
	Feed string `json:"feed"`
	Link string `json:"link"`
	// Due is when to ask (again), Tries how often it was tried.
	Due   time.Time `json:"due,omitzero"`
	Tries int       `json:"tries,omitempty"`
}

// Push is a document that a WebSub hub delivered and that is not yet read.
type Push struct {
	Seq         uint64    `json:"seq,omitempty"`
	Feed        string    `json:"feed"`
	ContentType string    `json:"content_type,omitempty"`
	Body        []byte    `json:"body,omitempty"`
	At          time.Time `json:"at,omitzero"`
}

// HubState is where a WebSub subscription stands.
type HubState string

// A subscription is wanted until a hub was asked, requested until the hub has
// verified it, active until its lease ends; denied by the hub, or leaving when
// its feed was taken out.
const (
	HubWanted    HubState = "wanted"
	HubRequested HubState = "requested"
	HubActive    HubState = "active"
	HubDenied    HubState = "denied"
	HubLeaving   HubState = "leaving"
)

// Subscription is one WebSub subscription (W3C Recommendation WebSub).
type Subscription struct {
	// Token is the unguessable end of the callback address, and the key.
	Token string `json:"token"`
	Feed  string `json:"feed"`
	Topic string `json:"topic"`
	Hub   string `json:"hub"`
	// Secret signs the hub's pushes; it is shown to nobody but the hub.
	Secret string   `json:"secret,omitempty"`
	State  HubState `json:"state"`
	// Due is when to act next: ask, ask again, renew.
	Due       time.Time `json:"due,omitzero"`
	Expires   time.Time `json:"expires,omitzero"`
	Requested time.Time `json:"requested,omitzero"`
	LastPush  time.Time `json:"last_push,omitzero"`
	Tries     int       `json:"tries,omitempty"`
	LastError string    `json:"last_error,omitempty"`
}

// Public gives the subscription as it is for readers: without Token and Secret,
// which only the hub may know. Who has them can push.
func (s Subscription) Public() Subscription {
	s.Token, s.Secret = "", ""
	return s
}
