package guard

import "net/netip"

// special is a range of addresses that is not on the public internet, or that
// is no address of one host there.
type special struct {
	prefix netip.Prefix
	kind   string // stands behind "which is" in messages
}

// specials4 are the IPv4 ranges of IANA's special-purpose registry (RFC 6890
// and its updates) that nothing public is on, and multicast (RFC 5771). The
// ranges of AS112 and AMT in the registry are public and left out.
var specials4 = []special{
	in("0.0.0.0/32", "the unspecified address, this machine"),
	in("0.0.0.0/8", "an address of this network (RFC 791)"),
	in("10.0.0.0/8", privateUse),
	in("100.64.0.0/10", "an address inside a provider's network (RFC 6598)"),
	in("127.0.0.0/8", loopback),
	in("169.254.0.0/16", "a link-local address, where clouds keep their secrets (RFC 3927)"),
	in("172.16.0.0/12", privateUse),
	in("192.0.0.0/24", "an address of network protocols (RFC 6890)"),
	in("192.0.2.0/24", documentation),
	in("192.88.99.0/24", "an address of the 6to4 relays of old (RFC 7526)"),
	in("192.168.0.0/16", privateUse),
	in("198.18.0.0/15", benchmarking),
	in("198.51.100.0/24", documentation),
	in("203.0.113.0/24", documentation),
	in("224.0.0.0/4", multicast),
	in("255.255.255.255/32", "the broadcast address (RFC 919)"),
	in("240.0.0.0/4", "a reserved address (RFC 1112)"),
	// Public by number, but answered inside a cloud, to tell a machine of itself.
	in("168.63.129.16/32", "an address for a cloud's own machines"),
}

// specials6 are the IPv6 ranges that have a name of their own. What is outside
// of 2000::/3 and has none is refused as well: see kind6.
var specials6 = []special{
	in("::/128", "the unspecified address, this machine"),
	in("::1/128", loopback),
	in("::/96", "an IPv4-compatible address (RFC 4291)"),
	in("64:ff9b:1::/48", "an address of a network's own translator (RFC 8215)"),
	in("100::/64", "an address that drops all (RFC 6666)"),
	in("2001:2::/48", benchmarking),
	in("2001:10::/28", "a hash in the form of an address (RFC 4843)"),
	in("2001:20::/28", "a hash in the form of an address (RFC 7343)"),
	in("2001:db8::/32", documentation),
	in("3fff::/20", documentation),
	in("5f00::/16", "an address of segment routing (RFC 9602)"),
	in("fc00::/7", "a private address (RFC 4193)"),
	in("fe80::/10", "a link-local address (RFC 4291)"),
	in("fec0::/10", "a site-local address (RFC 3879)"),
	in("ff00::/8", multicast),
}

const (
	privateUse    = "a private address (RFC 1918)"
	loopback      = "a loopback address, this machine"
	documentation = "an address for examples (RFC 5737, 3849 and 9637)"
	benchmarking  = "an address for tests of networks (RFC 2544 and 5180)"
	multicast     = "a multicast address"
	unassigned    = "no address of the public internet"
)

// The ranges whose addresses stand for IPv4 ones.
var (
	global6 = netip.MustParsePrefix("2000::/3")        // all that is assigned (RFC 4291)
	nat64   = netip.MustParsePrefix("64:ff9b::/96")    // RFC 6052
	teredo  = netip.MustParsePrefix("2001::/32")       // RFC 4380
	sixTo4  = netip.MustParsePrefix("2002::/16")       // RFC 3056
	siit    = netip.MustParsePrefix("::ffff:0:0:0/96") // RFC 7915
)

func in(prefix, kind string) special {
	return special{netip.MustParsePrefix(prefix), kind}
}

// kind says what is special about an address, "" if it is a public one. The
// address is unmapped and without a zone.
func kind(ip netip.Addr) string {
	if ip.Is4() {
		return named(specials4, ip)
	}
	return named(specials6, ip)
}

func named(list []special, ip netip.Addr) string {
	for _, s := range list {
		if s.prefix.Contains(ip) {
			return s.kind
		}
	}
	if ip.Is6() && !global6.Contains(ip) && !nat64.Contains(ip) && !siit.Contains(ip) {
		return unassigned
	}
	return ""
}

// embedded gives the IPv4 addresses that packets to an IPv6 address may end
// at: that of a translator, a 6to4 router, a Teredo server and its client.
func embedded(ip netip.Addr) []netip.Addr {
	if !ip.Is6() {
		return nil
	}
	b := ip.As16()
	switch {
	case nat64.Contains(ip), siit.Contains(ip):
		return []netip.Addr{netip.AddrFrom4([4]byte(b[12:16]))}
	case sixTo4.Contains(ip):
		return []netip.Addr{netip.AddrFrom4([4]byte(b[2:6]))}
	case teredo.Contains(ip):
		client := [4]byte{^b[12], ^b[13], ^b[14], ^b[15]} // sent inverted (RFC 4380, 4)
		return []netip.Addr{netip.AddrFrom4([4]byte(b[4:8])), netip.AddrFrom4(client)}
	}
	return nil
}
