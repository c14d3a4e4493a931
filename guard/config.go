package guard

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"vedette/problem"
	"vedette/secret"
)

// Config is the key "network" of the config file.
type Config struct {
	// Allow holds addresses and ranges in CIDR form that may be reached
	// although they are not on the public internet.
	Allow []string `yaml:"allow,omitempty" json:"allow,omitempty" jsonschema:"description=Addresses and ranges such as 10.1.2.0/24 that feeds and webhooks may be on although they are not public."`
	// Proxy is the one way out for feeds and webhooks. It may hold a user name
	// and a password, so it is a secret.
	Proxy secret.Text `yaml:"proxy,omitempty" json:"proxy,omitempty" jsonschema:"description=Proxy for feeds and webhooks: http or https or socks5 address. The environment's is not used."`
}

// maxAllow bounds the list, which is gone through at every connection. Who
// needs more means a range.
const maxAllow = 1000

// Check reports all that is wrong, by path: "allow[2]", "proxy".
func (c Config) Check() problem.List {
	var list problem.List
	if len(c.Allow) > maxAllow {
		list.Add("allow", "write ranges, such as 10.0.0.0/8", "%d entries are more than %d", len(c.Allow), maxAllow)
	}
	for i, text := range c.Allow {
		if _, err := parseRange(text); err != nil {
			list.Add(fmt.Sprintf("allow[%d]", i), "write an address or a range, such as 10.1.2.3 or 10.1.2.0/24", "%v", err)
		}
	}
	if _, err := parseProxy(c.Proxy.Reveal()); err != nil {
		list.Add("proxy", "write it as http://proxy.example:3128", "%v", err)
	}
	return list
}

// parseRange reads an address or a CIDR range. IPv4 ranges in IPv6 form
// become IPv4 ones, as the addresses that are judged do.
func parseRange(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		ip, err := netip.ParseAddr(text)
		if err != nil {
			return netip.Prefix{}, fmt.Errorf("%q is no address", text)
		}
		if ip.Zone() != "" {
			return netip.Prefix{}, fmt.Errorf("%q has a zone, which ranges do not have", text)
		}
		ip = ip.Unmap()
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is no range of addresses", text)
	}
	if p != p.Masked() {
		return netip.Prefix{}, fmt.Errorf("%q has bits behind its length: the range is %s", text, p.Masked())
	}
	if p.Addr().Is4In6() {
		if p.Bits() < 96 {
			return netip.Prefix{}, fmt.Errorf("%q is part IPv4 and part IPv6", text)
		}
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p, nil
}

// proxyPorts are the ports of proxy addresses that name none, as net/http has
// them.
var proxyPorts = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}

// parseProxy reads the proxy's address; nil when there is none. Its errors do
// not quote it, as it may hold a password.
func parseProxy(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("the address of the proxy cannot be read")
	}
	if proxyPorts[u.Scheme] == "" {
		return nil, fmt.Errorf("a proxy is reached by http, https or socks5, not by %q", u.Scheme)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return nil, fmt.Errorf("the proxy's port is not between 1 and 65535")
		}
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("the address of a proxy ends with its port")
	}
	return u, nil
}
