package fetch

import (
	"strings"
	"time"
	"unicode"

	"vedette/schedule"
	"vedette/secret"
)

// Feed is one feed of the list "feeds" in the config file.
type Feed struct {
	ID       string   `yaml:"id,omitempty" json:"id,omitempty" jsonschema:"description=A short name that never changes. Default: made from the name."`
	Name     string   `yaml:"name,omitempty" json:"name,omitempty" jsonschema:"description=The publication's name as readers know it."`
	URL      string   `yaml:"url,omitempty" json:"url,omitempty" jsonschema:"description=The feed's address. http or https."`
	Site     string   `yaml:"site,omitempty" json:"site,omitempty" jsonschema:"description=The address of the publication's web site."`
	Country  string   `yaml:"country,omitempty" json:"country,omitempty" jsonschema:"description=ISO 3166 code of two letters or INT."`
	Language string   `yaml:"language,omitempty" json:"language,omitempty" jsonschema:"description=ISO 639 code. It wins over what the feed says of itself."`
	Tags     []string `yaml:"tags,omitempty" json:"tags,omitempty" jsonschema:"description=Words to group feeds by."`

	Every    schedule.Duration `yaml:"every,omitempty" json:"every,omitempty" jsonschema:"description=How often the feed is visited."`
	Cron     string            `yaml:"cron,omitempty" json:"cron,omitempty" jsonschema:"description=When the feed is visited. Instead of every."`
	TimeZone string            `yaml:"time_zone,omitempty" json:"time_zone,omitempty" jsonschema:"description=IANA zone of cron and of dates that name no zone. Default UTC."`

	// QuietAfter overrides what the feed's history says of its silences.
	QuietAfter schedule.Duration `yaml:"quiet_after,omitempty" json:"quiet_after,omitempty" jsonschema:"description=After how long without anything new to say so. Default: learnt from the feed."`
	// Fulltext asks for the page of each new item, Select makes items of a page
	// that has no feed.
	Fulltext bool    `yaml:"fulltext,omitempty" json:"fulltext,omitempty" jsonschema:"description=Fetch the page of each new item and match its text too."`
	Select   *Select `yaml:"select,omitempty" json:"select,omitempty" jsonschema:"description=Read a web page that has no feed: CSS selectors of its items."`
	// WebSub false keeps the feed from being pushed by a hub. Delta asks for
	// differences (RFC 3229 with A-IM: feed).
	WebSub *bool `yaml:"websub,omitempty" json:"websub,omitempty" jsonschema:"description=Whether a hub that the feed names may push it. Default true where websub is set up."`
	Delta  bool  `yaml:"delta,omitempty" json:"delta,omitempty" jsonschema:"description=Ask the server for new items only (RFC 3229)."`

	// Headers, BasicAuth and BearerToken are sent to the feed's own host only.
	Headers         map[string]secret.Text `yaml:"headers,omitempty" json:"headers,omitempty" jsonschema:"description=HTTP headers to send."`
	BasicAuth       *BasicAuth             `yaml:"basic_auth,omitempty" json:"basic_auth,omitempty"`
	BearerToken     secret.Text            `yaml:"bearer_token,omitempty" json:"bearer_token,omitempty"`
	BearerTokenFile string                 `yaml:"bearer_token_file,omitempty" json:"bearer_token_file,omitempty"`

	// UserAgent, Timeout and MaxBytes override Config where they are not zero.
	UserAgent string            `yaml:"user_agent,omitempty" json:"user_agent,omitempty"`
	Timeout   schedule.Duration `yaml:"timeout,omitempty" json:"timeout,omitempty"`
	MaxBytes  int64             `yaml:"max_bytes,omitempty" json:"max_bytes,omitempty"`
}

// Select says by CSS selectors where the items of a web page are. Item is
// wanted; the others are looked for within an item. Without Link it is the
// first link with a text, without Title the link's text.
type Select struct {
	Item    string `yaml:"item,omitempty" json:"item,omitempty" jsonschema:"description=Selects each item."`
	Title   string `yaml:"title,omitempty" json:"title,omitempty" jsonschema:"description=Selects the title within an item. Default: the link's text."`
	Link    string `yaml:"link,omitempty" json:"link,omitempty" jsonschema:"description=Selects the link within an item. Default: the first one."`
	Date    string `yaml:"date,omitempty" json:"date,omitempty" jsonschema:"description=Selects the date within an item. Default: a time element."`
	Summary string `yaml:"summary,omitempty" json:"summary,omitempty" jsonschema:"description=Selects the summary within an item."`
}

// BasicAuth is a user name and password for the feed's server (RFC 7617).
type BasicAuth struct {
	Username     string      `yaml:"username,omitempty" json:"username,omitempty"`
	Password     secret.Text `yaml:"password,omitempty" json:"password,omitempty"`
	PasswordFile string      `yaml:"password_file,omitempty" json:"password_file,omitempty"`
}

// Key is what items and states know the feed by: the ID if it is set, else the
// name in lower case, letters and digits of any script kept, the rest "-".
func (f Feed) Key() string {
	if f.ID != "" {
		return f.ID
	}
	return slug(f.Name)
}

// Schedule tells when the feed is due: by its cron expression, by its own
// interval, or by the default one. When all are zero so is the schedule: then
// package pace finds the interval.
func (f Feed) Schedule(defaultEvery time.Duration) (schedule.Schedule, error) {
	if f.Cron != "" {
		zone, err := schedule.Zone(f.TimeZone)
		if err != nil {
			return schedule.Schedule{}, err
		}
		return schedule.Cron(f.Cron, zone)
	}
	if f.Every > 0 {
		defaultEvery = time.Duration(f.Every)
	}
	if defaultEvery == 0 {
		return schedule.Schedule{}, nil
	}
	return schedule.Every(defaultEvery), nil
}

// zone is where the feed's zone-less dates are; a bad name was reported by
// CheckFeeds and counts as UTC here.
func (f Feed) zone() *time.Location {
	if zone, err := schedule.Zone(f.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}

// slug writes a name as a key: marks of combining scripts stay with their
// letters.
func slug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return strings.Join(words, "-")
}
