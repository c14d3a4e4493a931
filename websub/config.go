package websub

import (
	"net/url"
	"time"

	"vedette/problem"
	"vedette/schedule"
)

// Config is the part of the configuration under the key "websub". Without a
// callback nothing is subscribed to: hubs must be able to reach this machine.
type Config struct {
	Callback string            `yaml:"callback,omitempty" json:"callback,omitempty" jsonschema:"description=The address at which hubs reach the web server of vedette from outside. Without it there is no WebSub. For example https://vedette.example.org"`
	Lease    schedule.Duration `yaml:"lease,omitempty" json:"lease,omitempty" jsonschema:"description=How long a subscription is asked for before it is renewed. Default 10d."`
}

// DefaultLease is what the Recommendation suggests (section 5.1); hubs may
// grant another.
const DefaultLease = 10 * 24 * time.Hour

// Bounds of the lease: shorter ones would only be renewals, longer ones no hub
// grants.
const (
	minLease = time.Hour
	maxLease = 90 * 24 * time.Hour
)

// Check reports all that is wrong, by path: "callback".
func (c Config) Check() problem.List {
	var list problem.List
	if u, err := url.Parse(c.Callback); c.Callback != "" &&
		(err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		list.Add("callback", "write the address at which hubs reach vedette, such as https://vedette.example.org", "this is no web address")
	}
	if l := time.Duration(c.Lease); l != 0 && (l < minLease || l > maxLease) {
		list.Add("lease", "write a time from 1h to 90d, such as 10d", "a lease of %s is not possible", c.Lease)
	}
	return list
}

func (c Config) lease() time.Duration {
	if c.Lease == 0 {
		return DefaultLease
	}
	return time.Duration(c.Lease)
}
