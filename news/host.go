package news

import (
	"net/url"
	"slices"
	"strings"
)

// HostOf names the host of an address as holds and host slots do: without
// port and "www.", as those are the same machine, in lower case.
func HostOf(address string) string {
	if host := plainHost(address); host != "" {
		return host
	}
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// plainHost is HostOf for nearly all addresses, without parsing the rest of them;
// "" for one that is in any way unusual.
func plainHost(address string) string {
	rest, ok := strings.CutPrefix(address, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(address, "http://"); !ok {
			return ""
		}
	}
	server, _, ok := strings.Cut(rest, "/")
	host, port, _ := strings.Cut(server, ":")
	if !ok || strings.Trim(port, "0123456789") != "" || strings.ContainsFunc(host, unusualInHost) {
		return ""
	}
	return strings.TrimPrefix(host, "www.")
}

func unusualInHost(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.'
}

// Asked gives the address that a visit to the feed at address goes to: the one
// that was adopted in its place, unless the configuration has changed since. The
// state is not changed.
func (s *FeedState) Asked(address string) string {
	if s.Adopted != "" && (s.Address == "" || s.Address == address) {
		return s.Adopted
	}
	return address
}

// ServedFrom gives the address whose server a visit to the feed at address comes
// to: where redirects led at the last one, or else the one that is asked. The
// state is not changed.
func (s *FeedState) ServedFrom(address string) string {
	if s.Address == address && s.URL != "" {
		return s.URL
	}
	return s.Asked(address)
}

// HoldOf gives the hold of the host of an address, the zero one if it has none.
func HoldOf(holds []HostHold, address string) HostHold {
	if len(holds) == 0 {
		return HostHold{}
	}
	host := HostOf(address)
	if at := slices.IndexFunc(holds, func(h HostHold) bool { return h.Host == host }); at >= 0 {
		return holds[at]
	}
	return HostHold{}
}
