package news

import (
	"net"
	"net/url"
	"strings"
)

// AddressKey writes an address in one way, so that two of one key are one
// request (RFC 3986, 6.2): the scheme and host in lower case, without the
// scheme's own port and without a fragment, and "/" for no path. What is no
// address stays as it is.
func AddressKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return address
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if host, port, err := net.SplitHostPort(u.Host); err == nil && port == ownPort[u.Scheme] {
		u.Host = host
		if strings.Contains(host, ":") {
			u.Host = "[" + host + "]"
		}
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}

// ownPort are the ports that stand in no address.
var ownPort = map[string]string{"http": "80", "https": "443"}
