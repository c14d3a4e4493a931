package fetch

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"
	"golang.org/x/text/language"

	"vedette/news"
	"vedette/problem"
	"vedette/schedule"
)

// CheckFeeds reports all that is wrong with a list of feeds, by path:
// "[3].url".
func CheckFeeds(feeds []Feed) problem.List {
	var list problem.List
	for i, f := range feeds {
		list = append(list, f.check().Under(fmt.Sprintf("[%d]", i))...)
	}
	checkTwice(&list, feeds)
	return list
}

// check reports what is wrong with one feed by itself.
func (f Feed) check() problem.List {
	var list problem.List
	f.checkNames(&list)
	f.checkURL(&list)
	f.checkTimes(&list)
	f.checkAccess(&list)
	if f.Select != nil {
		_, faults := f.Select.compile()
		list = append(list, faults.Under("select")...)
	}
	checkMaxBytes(&list, "max_bytes", f.MaxBytes)
	checkUserAgent(&list, "user_agent", f.UserAgent)
	return list
}

// maxName is the most code points that a feed's name or id may have: it stands
// in keys of the store, which are bounded, and on pages.
const maxName = 200

func (f Feed) checkNames(list *problem.List) {
	checkLength(list, "id", f.ID)
	checkLength(list, "name", f.Name)
	if f.ID != "" && strings.ContainsFunc(f.ID, badInKey) {
		list.Add("id", fmt.Sprintf("write %q", slug(f.ID)), "the id %q has characters other than letters, digits, - _ and .", f.ID)
	}
	switch {
	case strings.TrimSpace(f.Name) == "":
		list.Add("name", "write the publication's name, as readers know it", "the feed has no name")
	case f.Key() == "":
		list.Add("name", "set id to a short word", "the name %q has no letter or digit to make an id from", f.Name)
	}
	checkCountry(list, f.Country)
	checkLanguage(list, f.Language)
}

// international are the words for publishers of no one country.
var international = []string{"INT", "EU"}

func checkCountry(list *problem.List, code string) {
	if code == "" || slices.Contains(international, code) {
		return
	}
	const hint = "write an ISO 3166 code of two letters, such as AZ, or INT"
	region, err := language.ParseRegion(code)
	switch {
	case !isCode(code, 2, 2) || err != nil || !region.IsCountry():
		list.Add("country", hint, "%q is no country code", code)
	case code != strings.ToUpper(code):
		list.Add("country", "write "+strings.ToUpper(code), "the country code %q is not in capitals", code)
	}
}

// checkLanguage wants the shortest code of a language: items carry it, and
// rules compare with it.
func checkLanguage(list *problem.List, code string) {
	if code == "" {
		return
	}
	base, err := language.ParseBase(code)
	switch {
	case err != nil || !isCode(code, 2, 3):
		list.Add("language", "write an ISO 639 code, such as az, ru or hy", "%q is no language code", code)
	case base.String() != code:
		list.Add("language", "write "+base.String(), "the language code of %q is %s", code, base)
	}
}

func checkLength(list *problem.List, path, name string) {
	if n := utf8.RuneCountInString(name); n > maxName {
		list.Add(path, "shorten it", "the %s has %d characters, the most is %d", path, n, maxName)
	}
}

func (f Feed) checkURL(list *problem.List) {
	const hint = "write the whole address, such as https://example.org/rss.xml"
	u, err := url.Parse(f.URL)
	switch {
	case f.URL == "":
		list.Add("url", hint, "the feed has no url")
	case err != nil:
		list.Add("url", hint, "%s is no url", shownURL(f.URL))
	case u.Scheme != "http" && u.Scheme != "https":
		list.Add("url", hint, "the url %s begins with neither http:// nor https://", shownURL(f.URL))
	case u.Hostname() == "":
		list.Add("url", hint, "the url %s names no host", shownURL(f.URL))
	case u.User != nil:
		list.Add("url", "take it out of the url and set basic_auth", "the url for %s holds a user name", u.Host)
	}
}

// shownURL quotes a faulty url for a message, unless a password may stand in
// it: what is before an @ in a broken url is anybody's guess.
func shownURL(url string) string {
	if strings.Contains(url, "@") {
		return "(not shown, as it may hold a password)"
	}
	return strconv.Quote(url)
}

// ShownAddress gives an address without the password that may stand in it, for
// a message.
func ShownAddress(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Redacted()
	}
	if strings.Contains(address, "@") {
		return shownURL(address)
	}
	return address
}

func (f Feed) checkTimes(list *problem.List) {
	checkEvery(list, "every", f.Every)
	if f.Every > 0 && f.Cron != "" {
		list.Add("cron", "keep one of every and cron", "the feed has both every and cron")
	}
	zone, err := schedule.Zone(f.TimeZone)
	if err != nil {
		message, hint, _ := strings.Cut(err.Error(), ": ")
		list.Add("time_zone", hint, "%s", message)
		zone = time.UTC
	}
	if f.Cron == "" {
		return
	}
	if _, err := schedule.Cron(f.Cron, zone); err != nil {
		list.Add("cron", `write five fields, such as "*/20 6-23 * * *"`, "%v", err)
	}
}

// ownHeaders are set by the client itself: the conditional ones must agree
// with what is stored, the others with what the client can read.
var ownHeaders = []string{"If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since",
	"If-Range", "Range", "Accept-Encoding", "Host", "Connection", "Content-Length", "Transfer-Encoding", "Te"}

func (f Feed) checkAccess(list *problem.List) {
	for name, value := range f.Headers {
		path := "headers." + name
		switch {
		case !httpguts.ValidHeaderFieldName(name):
			list.Add(path, "use letters, digits and -", "%q is no name of an HTTP header", name)
		case slices.ContainsFunc(ownHeaders, func(own string) bool { return strings.EqualFold(own, name) }):
			list.Add(path, "take it out", "the header %s is set by vedette itself", name)
		case !httpguts.ValidHeaderFieldValue(value.Reveal()):
			list.Add(path, "write the value on one line", "the value of the header %s has a character that HTTP does not allow", name)
		}
	}
	if f.BasicAuth != nil && f.BasicAuth.Username == "" {
		list.Add("basic_auth.username", "write the user name", "basic_auth has no user name")
	}
	if f.BasicAuth != nil && f.BearerToken != "" {
		list.Add("bearer_token", "keep one of basic_auth and bearer_token", "the feed has both basic_auth and bearer_token")
	}
	if !httpguts.ValidHeaderFieldValue(f.BearerToken.Reveal()) {
		list.Add("bearer_token", "write the token on one line", "the bearer token has a character that HTTP does not allow")
	}
}

// checkTwice finds feeds that would be taken for each other.
func checkTwice(list *problem.List, feeds []Feed) {
	keys, urls := map[string]int{}, map[string]int{}
	for i, f := range feeds {
		if first, ok := keys[f.Key()]; ok && f.Key() != "" {
			field := "name"
			if f.ID != "" {
				field = "id"
			}
			list.Add(fmt.Sprintf("[%d].%s", i, field), "give this one an id of its own", "feeds %d and %d have the same id %q", first+1, i+1, f.Key())
		} else {
			keys[f.Key()] = i
		}
		address := news.AddressKey(f.URL)
		if first, ok := urls[address]; ok && address != "" {
			list.Add(fmt.Sprintf("[%d].url", i), "take one of them out", "feeds %d and %d have the same url", first+1, i+1)
		} else {
			urls[address] = i
		}
	}
}

func checkEvery(list *problem.List, path string, every schedule.Duration) {
	if every != 0 && time.Duration(every) < minEvery {
		list.Add(path, "write 30m, or a minute or more if the publisher bears it", "%s between visits is too short", time.Duration(every))
	}
}

func checkMaxBytes(list *problem.List, path string, n int64) {
	if n < 0 || n > maxMaxBytes {
		list.Add(path, "write a number of bytes, such as 16777216", "%d bytes is not between 0 and %d", n, maxMaxBytes)
	}
}

func checkUserAgent(list *problem.List, path, agent string) {
	if !httpguts.ValidHeaderFieldValue(agent) {
		list.Add(path, "write one line of plain text", "it has a character that the user agent of HTTP does not allow")
	}
}

func isCode(s string, least, most int) bool {
	letters := strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz") == ""
	return letters && len(s) >= least && len(s) <= most
}

func badInKey(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '_' && r != '.'
}
