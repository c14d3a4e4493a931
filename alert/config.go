package alert

import (
	"vedette/guard"
	"vedette/problem"
	"vedette/schedule"
	"vedette/secret"
)

// Config is who can be told (receivers) and who is told what (routes), in the
// order in which routes are asked.
type Config struct {
	Receivers []Receiver `yaml:"receivers,omitempty" json:"receivers,omitempty" jsonschema:"description=Who can be told: one e-mail or webhook setting each."`
	Routes    []Route    `yaml:"routes,omitempty" json:"routes,omitempty" jsonschema:"description=Which hits and notices of sources go to which receiver. Asked in order; the first that matches wins unless it says continue."`
	// Guard decides where webhooks may be: without one, on the public internet
	// only.
	Guard *guard.Guard `yaml:"-" json:"-"`
}

// Receiver is one place that alerts go to. It has exactly one of Email and
// Webhook.
type Receiver struct {
	Name    string   `yaml:"name,omitempty" json:"name,omitempty" jsonschema:"description=Short name that routes use: letters and digits with - _ and dots."`
	Email   *Email   `yaml:"email,omitempty" json:"email,omitempty" jsonschema:"description=Send alerts as e-mail."`
	Webhook *Webhook `yaml:"webhook,omitempty" json:"webhook,omitempty" jsonschema:"description=Post alerts as JSON to an address."`
}

// The words of Email.TLS.
const (
	tlsStart    = "starttls"
	tlsImplicit = "implicit"
	tlsNone     = "none"
)

// Email says how to reach a mailbox through a mail server.
type Email struct {
	To      []string `yaml:"to,omitempty" json:"to,omitempty" jsonschema:"description=Addresses. All stand in one message."`
	From    string   `yaml:"from,omitempty" json:"from,omitempty" jsonschema:"description=Address of the sender."`
	ReplyTo string   `yaml:"reply_to,omitempty" json:"reply_to,omitempty" jsonschema:"description=Address that answers go to."`
	// Smarthost is the mail server as host:port.
	Smarthost string `yaml:"smarthost,omitempty" json:"smarthost,omitempty" jsonschema:"description=Mail server as host:port. Usually port 587 with starttls or 465 with implicit."`
	// TLS is starttls (the default: refuse to go on without it), implicit, or
	// none.
	TLS          string      `yaml:"tls,omitempty" json:"tls,omitempty" jsonschema:"enum=starttls,enum=implicit,enum=none,description=How the connection is encrypted. Default starttls."`
	CAFile       string      `yaml:"ca_file,omitempty" json:"ca_file,omitempty" jsonschema:"description=PEM file of certificate authorities to trust besides those of the system."`
	Username     string      `yaml:"username,omitempty" json:"username,omitempty" jsonschema:"description=Name to log in with. Without it vedette does not log in."`
	Password     secret.Text `yaml:"password,omitempty" json:"password,omitempty" jsonschema:"description=Password to log in with."`
	PasswordFile string      `yaml:"password_file,omitempty" json:"password_file,omitempty" jsonschema:"description=File that holds the password."`
	// Hello is the name given in EHLO; the machine's own when empty.
	Hello string `yaml:"hello,omitempty" json:"hello,omitempty" jsonschema:"description=Host name given to the mail server. Default is the name of the machine."`
}

// Webhook says where to post alerts, as Standard Webhooks 1.0 describes.
type Webhook struct {
	// URL often carries a token, so it is a secret: it is shown as scheme and
	// host only.
	URL     secret.Text `yaml:"url,omitempty" json:"url,omitempty" jsonschema:"description=Address to post to: http or https."`
	URLFile string      `yaml:"url_file,omitempty" json:"url_file,omitempty" jsonschema:"description=File that holds the address."`
	// Secret is one or more keys "whsec_BASE64", separated by spaces; each
	// signs, so that a key can be changed without a gap.
	Secret     secret.Text            `yaml:"secret,omitempty" json:"secret,omitempty" jsonschema:"description=Signing key: whsec_ and base64 of 24 to 64 random bytes. Several separated by spaces while a key is changed."`
	SecretFile string                 `yaml:"secret_file,omitempty" json:"secret_file,omitempty" jsonschema:"description=File that holds the signing key."`
	Headers    map[string]secret.Text `yaml:"headers,omitempty" json:"headers,omitempty" jsonschema:"description=Extra request headers such as Authorization."`
	// Timeout bounds one exchange; 15s when zero, 1m at most.
	Timeout schedule.Duration `yaml:"timeout,omitempty" json:"timeout,omitempty" jsonschema:"description=Longest wait for an answer. Default 15s; at most 1m."`
}

// Route sends the hits, and the notices of sources, that meet all its matchers
// to one receiver. A route without matchers meets all of them.
type Route struct {
	Name     string   `yaml:"name,omitempty" json:"name,omitempty" jsonschema:"description=Name for people and for the ledger."`
	Matchers []string `yaml:"matchers,omitempty" json:"matchers,omitempty" jsonschema:"description=Conditions on labels such as severity = high or lang =~ ru|az. All must hold. Without any the route takes every hit and every notice of a source."`
	Receiver string   `yaml:"receiver,omitempty" json:"receiver,omitempty" jsonschema:"description=Name of the receiver."`
	// Continue lets the routes below have the hit or notice too.
	Continue bool     `yaml:"continue,omitempty" json:"continue,omitempty" jsonschema:"description=Ask the routes below as well after this one has matched."`
	GroupBy  []string `yaml:"group_by,omitempty" json:"group_by,omitempty" jsonschema:"description=Labels whose values keep hits apart: one alert for each combination. Without any all hits of the route share an alert."`
	// GroupWait is how long an alert waits for more hits; 30s when zero.
	GroupWait schedule.Duration `yaml:"group_wait,omitempty" json:"group_wait,omitempty" jsonschema:"description=How long the first hit waits for others before the alert goes out. Default 30s."`
	// Digest is a cron expression; the alert waits for its next time.
	Digest   string `yaml:"digest,omitempty" json:"digest,omitempty" jsonschema:"description=Cron expression. Hits are gathered and sent at these times instead of at once."`
	TimeZone string `yaml:"time_zone,omitempty" json:"time_zone,omitempty" jsonschema:"description=IANA zone of the digest times such as Asia/Baku. Default UTC."`
}

// Check gives all that is wrong, by path: "receivers[0].email.from",
// "routes[2].matchers[1]". It reads the ca_file of each receiver.
//
// That a hit may meet no route is no problem: see Routes.CatchAll.
func (c Config) Check() problem.List {
	list := checkReceivers(c.Receivers)
	_, routes := NewRoutes(c)
	return append(list, routes...)
}

// receiver finds a receiver by name.
func (c Config) receiver(name string) (Receiver, bool) {
	for _, r := range c.Receivers {
		if r.Name == name {
			return r, true
		}
	}
	return Receiver{}, false
}
