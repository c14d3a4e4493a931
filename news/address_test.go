package news

import "testing"

func TestAddressesThatAreOneRequestHaveOneKey(t *testing.T) {
	const want = "https://example.org/rss?a=1"
	for _, same := range []string{want, "HTTPS://Example.ORG/rss?a=1", "https://example.org:443/rss?a=1", "https://example.org/rss?a=1#top", " " + want} {
		if got := AddressKey(same); got != want {
			t.Errorf("%s is %s", same, got)
		}
	}
	for _, other := range []string{"http://example.org/rss?a=1", "https://example.org/RSS?a=1", "https://example.org:80/rss?a=1",
		"https://example.org/rss/?a=1", "https://www.example.org/rss?a=1", "https://example.org/rss?A=1"} {
		if AddressKey(other) == want {
			t.Errorf("%s is taken for %s", other, want)
		}
	}
	for address, want := range map[string]string{"http://a": "http://a/", "http://[::1]:80": "http://[::1]/", "http://[::1]:8080/x": "http://[::1]:8080/x", "rss": "rss", "": ""} {
		if got := AddressKey(address); got != want {
			t.Errorf("%q is %q, want %q", address, got, want)
		}
	}
}
