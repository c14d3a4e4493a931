package web

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"vedette/problem"
)

// DefaultAddress is where the server listens when nothing else is written.
const DefaultAddress = "127.0.0.1:8907"

// Config is the part of the configuration under the key "web". The zero value
// is good: it listens on DefaultAddress.
type Config struct {
	Address string `yaml:"address,omitempty" json:"address,omitempty" jsonschema:"description=Where pages and API listen: host:port. 127.0.0.1:8907 when left out. There is no login yet."`
	BaseURL string `yaml:"base_url,omitempty" json:"base_url,omitempty" jsonschema:"description=The address that readers use when a proxy stands in front. For example https://vedette.example.org"`
}

// Check reports all that is wrong with the configuration.
func (c Config) Check() problem.List {
	var list problem.List
	if c.Address != "" {
		checkAddress(&list, c.Address)
	}
	if c.BaseURL != "" {
		checkBaseURL(&list, c.BaseURL)
	}
	return list
}

func checkAddress(list *problem.List, address string) {
	const hint = "write host:port, such as " + DefaultAddress
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		list.Add("address", hint, "%q is no host and port", address)
		return
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		list.Add("address", hint, "port %q is no number from 0 to 65535", port)
	}
	if strings.ContainsAny(host, "/ @") {
		list.Add("address", hint, "host %q is no host name or IP address", host)
	}
}

func checkBaseURL(list *problem.List, base string) {
	const hint = "write the whole address, such as https://vedette.example.org"
	u, err := url.Parse(base)
	switch {
	case err != nil:
		list.Add("base_url", hint, "%q is no web address", base)
	case u.Scheme != "http" && u.Scheme != "https":
		list.Add("base_url", hint, "%q does not begin with http:// or https://", base)
	case u.Hostname() == "":
		list.Add("base_url", hint, "%q names no host", base)
	case u.User != nil:
		list.Add("base_url", hint, "a user name or password does not belong here")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		list.Add("base_url", "end it after the host, such as "+u.Scheme+"://"+u.Host,
			"%q goes on after the host, but the pages are served from the root", base)
	}
}

// Exposed tells whether other machines may reach the server: the address is
// not a loopback one. The caller warns, because there is no login yet.
func (c Config) Exposed() bool {
	host, _, err := net.SplitHostPort(c.address())
	return err != nil || !isLoopback(host)
}

// LocalURL is where a program on the same machine reaches the server, without
// a slash at the end.
func (c Config) LocalURL() string {
	host, port, err := net.SplitHostPort(c.address())
	if err != nil {
		return "http://" + c.address()
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// PublicURL is the address that readers use: BaseURL, or else LocalURL. There
// is no slash at the end.
func (c Config) PublicURL() string {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/")
	}
	return c.LocalURL()
}

func (c Config) address() string {
	if c.Address == "" {
		return DefaultAddress
	}
	return c.Address
}

// allows tells whether a request for this Host is meant for the server. One on
// loopback knows all its names; an exposed one cannot.
func (c Config) allows(host string) bool {
	if c.Exposed() {
		return true
	}
	name := (&url.URL{Host: host}).Hostname()
	if isLoopback(name) {
		return true
	}
	base, err := url.Parse(c.BaseURL)
	return err == nil && name != "" && strings.EqualFold(name, base.Hostname())
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
