package fetch

import (
	"runtime/debug"
	"time"

	"vedette/problem"
	"vedette/schedule"
)

// Config holds the defaults for all feeds, the key "fetch" of the config file.
// Zero values stand for the defaults named at each field.
type Config struct {
	Every schedule.Duration `yaml:"every,omitempty" json:"every,omitempty" jsonschema:"description=How often every feed is visited that names no interval. Default: as often as the feed brings news."`
	// MinEvery, MaxEvery and VisitsPerDay bound the intervals that vedette
	// finds for feeds without one.
	MinEvery     schedule.Duration `yaml:"min_every,omitempty" json:"min_every,omitempty" jsonschema:"description=The shortest interval that vedette chooses by itself. Default 10m."`
	MaxEvery     schedule.Duration `yaml:"max_every,omitempty" json:"max_every,omitempty" jsonschema:"description=The longest interval that vedette chooses by itself. Default 3h."`
	VisitsPerDay int               `yaml:"visits_per_day,omitempty" json:"visits_per_day,omitempty" jsonschema:"description=How many visits a day vedette spends on a feed on average. Default 48."`
	// HostGap is the least time between two requests to one host.
	HostGap     *schedule.Duration `yaml:"host_gap,omitempty" json:"host_gap,omitempty" jsonschema:"description=The least time between two requests to the same host. Default 1s."`
	Concurrency int                `yaml:"concurrency,omitempty" json:"concurrency,omitempty" jsonschema:"description=How many feeds are visited at once. Default 8."`
	Timeout     schedule.Duration  `yaml:"timeout,omitempty" json:"timeout,omitempty" jsonschema:"description=How long a whole visit may take. Default 30s."`
	MaxBytes    int64              `yaml:"max_bytes,omitempty" json:"max_bytes,omitempty" jsonschema:"description=How large a feed may be in bytes after decompression. Default 16777216."`
	UserAgent   string             `yaml:"user_agent,omitempty" json:"user_agent,omitempty" jsonschema:"description=How vedette names itself to servers."`
	// Contact becomes part of the usual UserAgent.
	Contact string `yaml:"contact,omitempty" json:"contact,omitempty" jsonschema:"description=A web page or mail address where the owners of servers find you; part of the usual user agent."`
}

// The defaults of Config. A feed gets half an hour on average, the busiest ten
// minutes: news is worth that, an unchanged feed costs its server a few hundred
// bytes, and a server that wants less is obeyed (docs/PERFORMANCE.md has what
// other bounds bring). Three hours is what a silent feed may keep its first item
// for. A second between requests harms no host; the largest real feeds seen
// have some 10 MB.
const (
	DefaultMinEvery     = schedule.Duration(10 * time.Minute)
	DefaultMaxEvery     = schedule.Duration(3 * time.Hour)
	DefaultVisitsPerDay = 48
	DefaultHostGap      = time.Second
	DefaultConcurrency  = 8
	DefaultTimeout      = 30 * time.Second
	DefaultMaxBytes     = 16 << 20
)

// Bounds of what a user may set. The shortest interval is meant for servers of
// one's own; more visits at once than the most only use up file handles.
const (
	minEvery       = time.Second
	maxConcurrency = 1024
	maxMaxBytes    = 256 << 20
	// maxVisitsPerDay is a visit a minute, maxHostGap what a host with many
	// feeds still gets through in a day.
	maxVisitsPerDay = 24 * 60
	maxHostGap      = 10 * time.Minute
)

// WithDefaults gives the config with every zero field set to its default. Every
// stays zero: then the interval is found for each feed, see package pace.
func (c Config) WithDefaults() Config {
	c = c.withPace()
	if c.Concurrency == 0 {
		c.Concurrency = DefaultConcurrency
	}
	if c.Timeout == 0 {
		c.Timeout = schedule.Duration(DefaultTimeout)
	}
	if c.MaxBytes == 0 {
		c.MaxBytes = DefaultMaxBytes
	}
	if c.UserAgent == "" {
		c.UserAgent = withContact(defaultUserAgent(), c.Contact)
	}
	return c
}

// withPace sets the defaults of the intervals. A bound that the user set moves
// the other's default along.
func (c Config) withPace() Config {
	if c.MinEvery == 0 {
		c.MinEvery = DefaultMinEvery
		if c.MaxEvery > 0 {
			c.MinEvery = min(c.MinEvery, c.MaxEvery)
		}
	}
	if c.MaxEvery == 0 {
		c.MaxEvery = max(DefaultMaxEvery, c.MinEvery)
	}
	if c.VisitsPerDay == 0 {
		c.VisitsPerDay = DefaultVisitsPerDay
	}
	if c.HostGap == nil {
		gap := schedule.Duration(DefaultHostGap)
		c.HostGap = &gap
	}
	return c
}

// Check reports all that is wrong with the defaults, by path: "every".
func (c Config) Check() problem.List {
	var list problem.List
	checkEvery(&list, "every", c.Every)
	c.checkPace(&list)
	checkMaxBytes(&list, "max_bytes", c.MaxBytes)
	checkUserAgent(&list, "user_agent", c.UserAgent)
	checkUserAgent(&list, "contact", c.Contact)
	if c.Concurrency < 0 || c.Concurrency > maxConcurrency {
		list.Add("concurrency", "write a number from 1 to 1024, such as 8", "%d visits at once is not possible", c.Concurrency)
	}
	return list
}

// checkPace reports what is wrong with the bounds of the intervals.
func (c Config) checkPace(list *problem.List) {
	checkEvery(list, "min_every", c.MinEvery)
	checkEvery(list, "max_every", c.MaxEvery)
	d := c.withPace()
	if d.MinEvery > d.MaxEvery {
		list.Add("max_every", "write a length of time not below min_every", "the longest interval, %s, is below the shortest, %s", d.MaxEvery, d.MinEvery)
	}
	if c.VisitsPerDay < 0 || c.VisitsPerDay > maxVisitsPerDay {
		list.Add("visits_per_day", "write a number from 1 to 1440, such as 48", "%d visits a day is not possible", c.VisitsPerDay)
	}
	if gap := time.Duration(*d.HostGap); gap > maxHostGap {
		list.Add("host_gap", "write a few seconds, such as 1s, or 0s for none", "%s between two requests to one host would keep its feeds waiting", *d.HostGap)
	}
}

// defaultUserAgent is honest about who asks: servers may block it by name.
func defaultUserAgent() string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	return "vedette/" + version + " (feed monitor)"
}
