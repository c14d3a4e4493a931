package guard

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Proxy gives the proxy for a request, nil for none: it is for the field of
// that name of an http.Transport. The environment's HTTP_PROXY is not looked
// at: what the guard lets through must not depend on who started the program.
//
// A proxy looks names up by itself, so the guard cannot know where they lead.
// It judges the hosts that are written as addresses, and "localhost"; the rest
// is for the proxy to judge. With a proxy the error is a *RefusedError.
func (g *Guard) Proxy(r *http.Request) (*url.URL, error) {
	if g == nil || g.proxy == nil {
		return nil, nil
	}
	if err := g.judgeURL(r.URL); err != nil {
		return nil, err
	}
	return g.proxy, nil
}

// judgeURL judges as much of an address as can be without looking it up.
func (g *Guard) judgeURL(u *url.URL) error {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	port := portOf(u)
	if ip, err := netip.ParseAddr(host); err == nil {
		return g.Judge(netip.AddrPortFrom(ip, port))
	}
	switch {
	case host == "localhost" || strings.HasSuffix(host, ".localhost"):
		return &RefusedError{Host: host, Why: "the proxy's own machine"}
	case endsInNumber(host):
		return &RefusedError{Host: host, Why: "an address written in an odd form"}
	case badPort(port):
		return &RefusedError{Host: host, Why: "asked at port " + strconv.Itoa(int(port)) + ", which is not for web pages"}
	}
	return nil
}

// endsInNumber tells hosts that the URL standard takes for IPv4 addresses:
// 2130706433, 0x7f.1 and 127.1 are all 127.0.0.1 to some.
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if _, err := strconv.ParseUint(last, 0, 64); err == nil {
		return true
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

func portOf(u *url.URL) uint16 {
	text := u.Port()
	if text == "" && u.Scheme == "https" {
		return 443
	} else if text == "" {
		return 80
	}
	n, _ := strconv.ParseUint(text, 10, 16) // what is no port is 0, which is refused
	return uint16(n)
}

// isProxy tells whether a transport that uses Proxy dials the proxy itself.
func (g *Guard) isProxy(address string) bool {
	if g == nil || g.proxy == nil {
		return false
	}
	port := g.proxy.Port()
	if port == "" {
		port = proxyPorts[g.proxy.Scheme]
	}
	return address == net.JoinHostPort(g.proxy.Hostname(), port)
}
