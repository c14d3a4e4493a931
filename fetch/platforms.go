package fetch

import (
	"fmt"
	"net/url"
	"strings"
)

// platformFeed gives the address of a feed that follows from that of a page on
// a well-known site, without asking anybody; "" when nothing follows. Sites that
// are known to have no feeds are an error.
func platformFeed(u *url.URL) (string, error) {
	host := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), "m.")
	parts := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	part := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	switch {
	case host == "youtube.com" && part(0) == "channel" && part(1) != "":
		return "https://www.youtube.com/feeds/videos.xml?channel_id=" + url.QueryEscape(part(1)), nil
	case host == "youtube.com" && part(0) == "playlist" && u.Query().Get("list") != "":
		return "https://www.youtube.com/feeds/videos.xml?playlist_id=" + url.QueryEscape(u.Query().Get("list")), nil
	case host == "reddit.com" && part(0) == "r" && len(parts) == 2:
		return "https://www.reddit.com/r/" + url.PathEscape(part(1)) + "/.rss", nil
	case host == "t.me" || host == "telegram.me":
		return "", fmt.Errorf("there are no feeds on Telegram: read a public channel as a page, with url https://t.me/s/%s and select {item: .tgme_widget_message, link: .tgme_widget_message_date, title: .tgme_widget_message_text}", channelName(parts))
	case host == "x.com" || host == "twitter.com" || host == "facebook.com" || host == "instagram.com":
		return "", fmt.Errorf("%s has no feeds: look for the publisher's own site", host)
	}
	return "", nil
}

// channelName gives the channel of a path such as /s/name/12.
func channelName(parts []string) string {
	if len(parts) > 0 && parts[0] == "s" {
		parts = parts[1:]
	}
	if len(parts) == 0 {
		return "NAME"
	}
	return parts[0]
}
