package alert

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vedette/schedule"
	"vedette/secret"
)

// goodKey is a signing key of 24 bytes, the one of the specification's own
// example.
const goodKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func goodConfig() Config {
	return Config{
		Receivers: []Receiver{
			{Name: "desk", Email: &Email{To: []string{"Desk <desk@example.org>"}, From: "vedette@example.org", Smarthost: "smtp.example.org:587"}},
			{Name: "hook", Webhook: &Webhook{URL: "https://example.org/hook", Secret: goodKey}},
		},
		Routes: []Route{
			{Name: "high", Matchers: []string{"severity =~ high|critical"}, Receiver: "hook", Continue: true},
			{Receiver: "desk", Digest: "0 8 * * 1-5", TimeZone: "Asia/Yerevan"},
		},
	}
}

func TestGoodConfigHasNoProblems(t *testing.T) {
	if err := goodConfig().Check().Err(); err != nil {
		t.Error(err)
	}
	if err := (Config{}).Check().Err(); err != nil {
		t.Error("an empty config:", err)
	}
}

func TestCheck(t *testing.T) {
	notPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(notPEM, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	key := func(c *Config) *secret.Text { return &c.Receivers[1].Webhook.Secret }
	header := func(name, value string) func(*Config) {
		return func(c *Config) {
			c.Receivers[1].Webhook.Headers = map[string]secret.Text{name: secret.Text(value)}
		}
	}
	tests := []struct {
		name  string
		spoil func(*Config)
		want  string // path, then words of message or hint
	}{
		{"receiver without a name", func(c *Config) { c.Receivers[0].Name = "" }, "receivers[0].name: has no name"},
		{"receiver with an odd name", func(c *Config) { c.Receivers[0].Name = "a b" }, "receivers[0].name: cannot be used"},
		{"receiver with a long name", func(c *Config) { c.Receivers[0].Name = strings.Repeat("ə", maxName+1) }, "receivers[0].name: 201 characters"},
		{"route with a long name", func(c *Config) { c.Routes[0].Name = strings.Repeat("ə", maxName+1) }, "routes[0].name: 201 characters"},
		{"same receiver twice", func(c *Config) { c.Receivers[0].Name = "hook" }, "receivers[1].name: receivers[0] is already named"},
		{"neither kind", func(c *Config) { c.Receivers[0].Email = nil }, "receivers[0]: neither email nor webhook"},
		{"both kinds", func(c *Config) { c.Receivers[0].Webhook = c.Receivers[1].Webhook }, "receivers[0]: both email and webhook"},
		{"nobody to send to", func(c *Config) { c.Receivers[0].Email.To = nil }, "receivers[0].email.to: nobody"},
		{"bad address", func(c *Config) { c.Receivers[0].Email.To[0] = "desk" }, "receivers[0].email.to[0]: not an e-mail address"},
		{"two addresses in one", func(c *Config) { c.Receivers[0].Email.To[0] = "a@x.org, b@x.org" }, "receivers[0].email.to[0]: one address an entry"},
		{"address with a line end", func(c *Config) { c.Receivers[0].Email.To[0] = "a@x.org\nBcc: b@x.org" }, "receivers[0].email.to[0]: not an e-mail address"},
		{"no sender", func(c *Config) { c.Receivers[0].Email.From = "" }, "receivers[0].email.from: sender is missing"},
		{"bad sender", func(c *Config) { c.Receivers[0].Email.From = "@" }, "receivers[0].email.from: not an e-mail address"},
		{"bad reply_to", func(c *Config) { c.Receivers[0].Email.ReplyTo = "x" }, "receivers[0].email.reply_to: not an e-mail address"},
		{"no server", func(c *Config) { c.Receivers[0].Email.Smarthost = "" }, "receivers[0].email.smarthost: missing"},
		{"server without a port", func(c *Config) { c.Receivers[0].Email.Smarthost = "smtp.example.org" }, "receivers[0].email.smarthost: not host:port"},
		{"server with a bad port", func(c *Config) { c.Receivers[0].Email.Smarthost = "a:99999" }, "receivers[0].email.smarthost: not a port"},
		{"server as a url", func(c *Config) { c.Receivers[0].Email.Smarthost = "smtp://a:25" }, "receivers[0].email.smarthost: not host:port"},
		{"unknown tls word", func(c *Config) { c.Receivers[0].Email.TLS = "startls" }, `receivers[0].email.tls: did you mean "starttls"?`},
		{"unknown tls word, far off", func(c *Config) { c.Receivers[0].Email.TLS = "yes" }, "receivers[0].email.tls: write starttls, implicit or none"},
		{"no ca_file there", func(c *Config) { c.Receivers[0].Email.CAFile = notPEM + "x" }, "receivers[0].email.ca_file: no such file"},
		{"nothing in ca_file", func(c *Config) { c.Receivers[0].Email.CAFile = notPEM }, "receivers[0].email.ca_file: holds no certificate"},
		{"username alone", func(c *Config) { c.Receivers[0].Email.Username = "u" }, "receivers[0].email.password: without a password"},
		{"password alone", func(c *Config) { c.Receivers[0].Email.Password = "p" }, "receivers[0].email.username: without a username"},
		{"password in the clear", func(c *Config) {
			e := c.Receivers[0].Email
			e.Username, e.Password, e.TLS = "u", "p", "none"
		}, "receivers[0].email.tls: in the clear"},
		{"no url", func(c *Config) { c.Receivers[1].Webhook.URL = "" }, "receivers[1].webhook.url: missing"},
		{"url of another kind", func(c *Config) { c.Receivers[1].Webhook.URL = "ftp://x/token" }, "receivers[1].webhook.url: neither http"},
		{"url without a host", func(c *Config) { c.Receivers[1].Webhook.URL = "https:///token" }, "receivers[1].webhook.url: no host"},
		{"unreadable url", func(c *Config) { c.Receivers[1].Webhook.URL = "https://x/%zz" }, "receivers[1].webhook.url: cannot be read"},
		{"key without prefix", func(c *Config) { *key(c) = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }, "receivers[1].webhook.secret: does not begin with whsec_"},
		{"key not base64", func(c *Config) { *key(c) = "whsec_!!!" }, "receivers[1].webhook.secret: not base64"},
		{"key too short", func(c *Config) { *key(c) = "whsec_c2hvcnQ=" }, "receivers[1].webhook.secret: has 5 bytes"},
		{"key too long", func(c *Config) { *key(c) = secret.Text("whsec_" + strings.Repeat("AAAA", 22)) }, "receivers[1].webhook.secret: has 66 bytes"},
		{"second key bad", func(c *Config) { *key(c) += " x" }, "receivers[1].webhook.secret: signing key 2"},
		{"bad header", func(c *Config) { c.Receivers[1].Webhook.Headers = map[string]secret.Text{"X Y": ""} }, "receivers[1].webhook.headers.X Y: no header name"},
		{"header of two lines", header("X-Desk", "token\nb"), "receivers[1].webhook.headers.X-Desk: HTTP does not allow"},
		{"header with a zero byte", header("X-Desk", "token\x00"), "receivers[1].webhook.headers.X-Desk: HTTP does not allow"},
		{"header of the connection", header("host", "token"), "receivers[1].webhook.headers.host: set by vedette itself"},
		{"header of the signature", header("Webhook-Signature", "token"), "receivers[1].webhook.headers.Webhook-Signature: set by vedette itself"},
		{"header that begins like one", header("webhook-x", "token"), "receivers[1].webhook.headers.webhook-x: set by vedette itself"},
		{"long timeout", func(c *Config) { c.Receivers[1].Webhook.Timeout = schedule.Duration(time.Hour) }, "receivers[1].webhook.timeout: longer"},
		{"no receiver", func(c *Config) { c.Routes[0].Receiver = "" }, "routes[0].receiver: no receiver"},
		{"mistyped receiver", func(c *Config) { c.Routes[1].Receiver = "dsek" }, `routes[1].receiver: did you mean "desk"?`},
		{"unknown receiver", func(c *Config) { c.Routes[1].Receiver = "newsroom" }, "routes[1].receiver: define it under receivers"},
		{"same route twice", func(c *Config) { c.Routes[1].Name = "high" }, "routes[1].name: already named"},
		{"odd route name", func(c *Config) { c.Routes[0].Name = "#1" }, "routes[0].name: cannot be used"},
		{"bad matcher", func(c *Config) { c.Routes[0].Matchers = []string{"severity = high", "x"} }, "routes[0].matchers[1]: no operator"},
		{"bad regexp", func(c *Config) { c.Routes[0].Matchers = []string{"lang =~ ["} }, "routes[0].matchers[0]: error parsing regexp"},
		{"empty group label", func(c *Config) { c.Routes[0].GroupBy = []string{""} }, "routes[0].group_by[0]: no label name"},
		{"group label twice", func(c *Config) { c.Routes[0].GroupBy = []string{"a", "a"} }, "routes[0].group_by[1]: twice"},
		{"bad cron", func(c *Config) { c.Routes[1].Digest = "8" }, "routes[1].digest: cron expression"},
		{"unknown zone", func(c *Config) { c.Routes[1].TimeZone = "Asia/Bakou" }, "routes[1].time_zone: is unknown"},
		{"zone without digest", func(c *Config) { c.Routes[0].TimeZone = "Asia/Baku" }, "routes[0].time_zone: no use without digest"},
		{"digest with group_wait", func(c *Config) { c.Routes[1].GroupWait = 1 }, "routes[1].group_wait: together with digest"},
		{"very long group_wait", func(c *Config) { c.Routes[0].GroupWait = schedule.Duration(25 * time.Hour) }, "routes[0].group_wait: use digest"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := goodConfig()
			tt.spoil(&c)
			path, words, _ := strings.Cut(tt.want, ": ")
			list := c.Check()
			for _, p := range list {
				if strings.Contains(p.Error(), "token") {
					t.Errorf("the problem shows a secret: %v", p)
				}
				if p.Path == path && strings.Contains(p.Message+" "+p.Hint, words) {
					return
				}
			}
			t.Errorf("no problem %q in:\n%v", tt.want, list)
		})
	}
}

func TestHeadersThatPeopleNeedPass(t *testing.T) {
	c := goodConfig()
	c.Receivers[1].Webhook.Headers = map[string]secret.Text{
		"Authorization": "Bearer x", "X-Tab": "a\tb", "X-Letters": "Zəngəzur", "User-Agent": "desk", "X-Webhook-Token": "x",
	}
	if err := c.Check().Err(); err != nil {
		t.Error(err)
	}
}

func TestCheckGivesAllProblems(t *testing.T) {
	c := Config{
		Receivers: []Receiver{{Email: &Email{TLS: "x"}}, {Name: "h", Webhook: &Webhook{Secret: "s"}}},
		Routes:    []Route{{Matchers: []string{"", "a"}, Digest: "x", TimeZone: "y", GroupWait: 1, GroupBy: []string{""}}},
	}
	if list := c.Check(); len(list) != 14 {
		t.Errorf("%d problems, want 14:\n%v", len(list), list)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c := goodConfig()
	c.Receivers[1].Webhook.URL = "https://example.org/token"
	c.Receivers[0].Email.Password = "token"
	for _, r := range c.Receivers {
		for _, form := range []string{"%v", "%+v", "%#v"} {
			if s := fmt.Sprintf(form, r.Webhook) + fmt.Sprintf(form, r.Email); strings.Contains(s, "token") {
				t.Errorf("%s: %s", form, s)
			}
		}
	}
}

func TestTheServersLoginIsNotShown(t *testing.T) {
	for _, smarthost := range []string{
		"smtp://desk:geheim@smtp.example.org:587", "desk:geheim@smtp.example.org", "geheim@smtp.example.org:587",
		"smtp.example.org:geheim@", "desk:geheim@smtp.example.org:587",
	} {
		_, _, err := Email{Smarthost: smarthost}.server()
		if err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", smarthost, err)
		}
	}
}
